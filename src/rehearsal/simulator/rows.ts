import type { Value } from "./value";

/**
 * Attributes and the regular expressions that they match. Of several values at a path one must match; what is not set is the empty text,
 * a block is `block`.
 */
export type Where = Readonly<Record<string, string | undefined>>;

/** A rule of a text attribute. In `error`, `{$value}` is the text, `{$length}` its length and `{$attribute}` the attribute. */
export interface TextRule {
  /** A regular expression that the text must match. */
  readonly pattern?: string;
  /** A regular expression that the text must not match. */
  readonly not?: string;
  /** Letter case does not count. @default - it does */
  readonly ignoreCase?: boolean;
  /** Where the rule holds. @default - everywhere */
  readonly where?: Where;
  readonly error: string;
}

/** How many of some attributes a configuration may set. */
export interface Count {
  readonly of: readonly string[];
  /** @default - 0 */
  readonly least?: number;
  /** @default - no limit */
  readonly most?: number;
  /** Where the rule holds. @default - everywhere */
  readonly where?: Where;
  readonly error: string;
  /** The attribute at fault. @default - the first of `of` */
  readonly at?: string;
}

/** The bounds of a number. In `error`, `{$value}` is the number. */
export interface Range {
  readonly least: number;
  readonly most: number;
  readonly error: string;
}

/** A configuration that is refused. */
export interface Refusal {
  readonly where: Where;
  readonly error: string;
  /** The attribute at fault. @default - the first of `where` */
  readonly at?: string;
  /** Refused for a new object alone. @default - on an update too */
  readonly created?: boolean;
}

/** A change that replaces an object although the schema does not say so. */
export interface Replacement {
  /** The attribute that changes; the part before its first period is what Terraform names. */
  readonly of: string;
  /** A regular expression that the former value matches. @default - any value */
  readonly from?: string;
  /** A regular expression that the new value matches. @default - any value */
  readonly to?: string;
  /** Only where the number gets smaller. @default - any change */
  readonly less?: boolean;
}

/** An attribute that names other objects. In `error`, `{$value}` is the name that is missing. */
export interface Reference {
  /** Types that may be meant, by id (`aws_vpc`) or by another attribute (`aws_lb.arn`). */
  readonly to: string | readonly string[];
  /** Values that match this regular expression are not looked up. */
  readonly except?: string;
  readonly error: string;
}

/** What no two objects of a type may share. An attribute that is not set does not count. */
export interface Uniqueness {
  readonly by: readonly string[];
  /** Letter case does not count. @default - it does */
  readonly ignoreCase?: boolean;
  readonly error: string;
  /** The attribute at fault. @default - the last of `by` */
  readonly at?: string;
}

/** What refuses a deletion. In `error`, `{$holder}` is the object that is in the way. */
export interface Holding {
  /** Attributes, by type, that name the object. */
  readonly by: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The attribute by which the object is named. @default - id */
  readonly is?: string;
  /** The attribute that deletes the object all the same while it is true. @default - none */
  readonly unless?: string;
  readonly error: string;
}

/**
 * Behaviour of a resource type that is the same from type to type, as data. Attributes are dotted paths through blocks. Texts are
 * templates: `{vpc_id}` is an attribute, `{vpc_id.cidr_block}` one of the object that a reference names, `{$region}` a variable of the
 * cloud, `{$hex:17}` a new id of 17 characters (hex, lower, upper, letters or digits), `{$uuid}` and `{$now}` what they say. A text
 * that is one placeholder alone keeps the type of its value.
 */
export interface Row {
  /** Where the behaviour is documented: the vendor's page or the provider's source. */
  readonly cites: string;
  /** Form of the id. @default - the rule's own */
  readonly id?: string;
  /** The provider makes a name where none is given: attribute, attribute of the prefix, prefix where none is given. */
  readonly named?: readonly string[];
  /** Rules of texts that the provider checks before any plan, by attribute; `name|name_prefix` stands for both. */
  readonly name?: TextRules;
  /** Rules of texts that the service alone checks. */
  readonly service?: TextRules;
  readonly sets?: Count | readonly Count[];
  /** What the provider refuses before any plan. */
  readonly invalid?: readonly Refusal[];
  /** What is refused when the object is created or changed. */
  readonly refused?: readonly Refusal[];
  readonly replaced?: readonly Replacement[];
  readonly ranges?: Readonly<Record<string, Range>>;
  readonly unique?: Uniqueness | readonly Uniqueness[];
  readonly refs?: Readonly<Record<string, Reference>>;
  readonly heldBy?: Holding | readonly Holding[];
  /** The attribute that protects an object from deletion while it is true, and the refusal. */
  readonly protectedBy?: { readonly attribute: string; readonly error: string };
  /** What the cloud sets where the configuration says nothing. */
  readonly computed?: Readonly<Record<string, RowValue>>;
}

/** Rules of texts by attribute. */
export type TextRules = Readonly<Record<string, TextRule | readonly TextRule[]>>;

/** A value of JSON. */
export type RowValue = Exclude<Value, symbol>;

/** Rows by Terraform type. */
export type Rows = Readonly<Record<string, Row>>;

const KEYS = new Set(
  "cites id named name service sets invalid refused replaced ranges unique refs heldBy protectedBy computed".split(" "),
);

/** A key that the engine does not know is an error: it would be a rule that never acts. */
export function checkRow(type: string, row: Row): void {
  for (const key of Object.keys(row))
    if (!KEYS.has(key)) throw new Error(`the row of ${type} has the unknown key ${key}`);
}
