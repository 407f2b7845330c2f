/** Stands for a value that Terraform does not know yet. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** A value of a Terraform configuration, plan or state. */
export type Value = string | number | boolean | null | typeof UNKNOWN | Value[] | Values;

/** Attributes and blocks by their Terraform names; a nested block is a list of `Values` (or one, where the schema says so). */
export interface Values {
  [name: string]: Value;
}
