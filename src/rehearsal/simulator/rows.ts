import type { Value } from "./value";

/**
 * Attributes and the regular expressions that they match. Of several values at a path, or at `one|other`, one must match, of those at
 * `!path` none; what is not set is the empty text, a block is `block`. `$name` is a fact that code finds, in a `refused` or an `invalid`.
 */
export type Where = Readonly<Record<string, string | undefined>>;

/** A rule of a text attribute. In `error`, `{$value}` is the text, `{$length}` its length and `{$attribute}` the attribute. */
export interface TextRule {
  /** A regular expression that the text must match. */
  readonly pattern?: string;
  /** A regular expression that the text must not match. */
  readonly not?: string;
  /** The attribute whose text it must not contain. */
  readonly without?: string;
  /** Letter case does not count. @default - it does */
  readonly ignoreCase?: boolean;
  /** Where the rule holds. @default - everywhere */
  readonly where?: Where;
  readonly error: string;
}

/** How many of some attributes a configuration may set. */
export interface Count {
  /** Path of blocks: the attributes are those of each of them. @default - of the object itself */
  readonly each?: string;
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

/**
 * Blocks of which no two may be alike. In `error`, `{$value}` is what they share, `{$name}` and `{$other}` are their names, and
 * `{$outer}` is that of the block around them.
 */
export interface Distinct {
  /** Path of the blocks around them. @default - the object itself */
  readonly each?: string;
  /** Names of the blocks, which count together. */
  readonly of: readonly string[];
  /** Attributes that tell them apart; a block that lacks one does not count. */
  readonly by: readonly string[];
  /** The provider refuses it before any plan. @default - the service does */
  readonly early?: boolean;
  readonly error: string;
}

/** A configuration that is refused. In `error`, `{$each.name}` is an attribute of the block that is judged. In `refused`, a path goes on in the object that a reference names: `subnet_id>name`; in its `error`, `{$value}` is what the first attribute of `where` holds. */
export interface Refusal {
  /** Path of blocks, or `one|other`: `where` is about each of them, and `{$name}` is its name. @default - about the object itself */
  readonly each?: string;
  readonly where: Where;
  readonly error: string;
  /** The attribute at fault. @default - the first of `where` */
  readonly at?: string;
  /**
   * When it is refused: before the object is created or changed, when it is deleted, or once it exists (`settled`), which leaves it behind.
   * @default - created and changed
   */
  readonly on?: string | readonly string[];
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

/** A change that the service refuses. */
export interface Change extends Omit<Replacement, "less"> {
  readonly error: string;
  /** The attribute at fault. @default - the part of `of` before its first period */
  readonly at?: string;
}

/** How many blocks or values may stand at a path. In `error`, `{$value}` is how many do, and `{$name}` the name of the block around them. */
export interface Limit {
  /** Path of the blocks around them. @default - the object itself */
  readonly each?: string;
  readonly of: string;
  /** @default - 0 */
  readonly least?: number;
  readonly most: number;
  readonly error: string;
  /** The attribute at fault. @default - the first part of `each`, or of `of` */
  readonly at?: string;
}

/** Where an address range lies. In the refusals, `{$value}` is the range, and `{$canonical}` the same without bits of a host. */
export interface Placement {
  /** The attribute with the range or the ranges. */
  readonly of: string;
  /** Refuses what is no range, or has bits of a host. */
  readonly invalid: string;
  /** The object around it: its type, which of its attributes have the values of which own ones, and the attribute with its ranges. */
  readonly in?: {
    readonly type: string;
    readonly where: Readonly<Record<string, string>>;
    readonly of: string;
    readonly error: string;
  };
  /** Attributes in which objects of the type are alike whose ranges may not overlap. In `error`, `{$other}` is the name of the other one. */
  readonly apart?: { readonly by: readonly string[]; readonly error: string };
}

/** Two attributes of which the first must not be greater: numbers, durations or addresses. */
export interface Order {
  /** Path of the blocks around them. @default - the object itself */
  readonly each?: string;
  readonly least: string;
  readonly most: string;
  readonly error: string;
}

/**
 * An attribute that names other objects. In `error`, `{$value}` is the name that is missing, and `{$outer}` that of the block around the one
 * that names it.
 */
export interface Reference {
  /**
   * Types that may be meant, by id (`aws_vpc`) or by another attribute (`aws_lb.arn`); `*` is every type, `.secret.name` a block of the object
   * itself.
   */
  readonly to: string | readonly string[];
  /** Values that match this regular expression are not looked up. */
  readonly except?: string;
  readonly error: string;
  /** The attribute at fault. @default - the one that refers */
  readonly at?: string;
}

/** What no two objects of a type may share. In `error`, `{$other}` is the name of the object that has it. */
export interface Uniqueness {
  readonly by: readonly string[];
  /** Attributes of other types that share the names of the first of `by`. @default - none do */
  readonly among?: Readonly<Record<string, string>>;
  /** Attributes in which objects that are one are alike: the revisions of an API. @default - each object is one */
  readonly except?: string;
  /** Attributes that are alike also where neither object has one. @default - what is not set does not count */
  readonly orUnset?: readonly string[];
  /** Letter case does not count. @default - it does */
  readonly ignoreCase?: boolean;
  readonly error: string;
  /** The attribute at fault. @default - the last of `by` */
  readonly at?: string;
}

/** A name that stays taken when its object is deleted. In `error`, `{$value}` is the name, and `{$former.location}` an attribute of the object. */
export interface Reservation {
  readonly of: string;
  readonly error: string;
  /** Letter case does not count. @default - it does */
  readonly ignoreCase?: boolean;
  /** Objects and provider's configurations whose names stay taken. @default - all */
  readonly where?: Where;
  readonly provider?: Where;
  /**
   * A new object that has these attributes of the deleted one recovers it; where the provider's configuration is another than `provider`, it is
   * refused too. @default - nothing is recovered
   */
  readonly recovers?: { readonly same: readonly string[]; readonly provider?: Where; readonly error?: string };
  /** The attribute at fault. @default - `of` */
  readonly at?: string;
}

/** What refuses a deletion. In `error`, `{$holder}` is the object that is in the way. */
export interface Holding {
  /** Attributes, by type, that name the object. */
  readonly by: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The attribute by which the object is named. @default - id */
  readonly is?: string;
  /** What a text of theirs contains that names the object, as a template. @default - the name alone is the text */
  readonly containing?: string;
  /** The attribute that deletes the object all the same while it is true. @default - none */
  readonly unless?: string;
  /** What cannot change meanwhile: paths, and the refusals. @default - everything can */
  readonly keeps?: Readonly<Record<string, string | undefined>>;
  readonly error: string;
}

/**
 * Behaviour of a resource type that is the same from type to type, as data. Attributes are dotted paths through blocks. Texts are
 * templates: `{vpc_id}` is an attribute, `{name:lower}` the same in lower case, `{vpc_id.cidr_block}` one of the object that a reference names (`{vpc_id>a.b}` one of its blocks), `{$region}` a variable of the
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
  /** Changes that the service refuses. */
  readonly fixed?: readonly Change[];
  readonly ranges?: Readonly<Record<string, Range>>;
  readonly limits?: readonly Limit[];
  readonly placed?: Placement;
  readonly ordered?: readonly Order[];
  readonly distinct?: Distinct | readonly Distinct[];
  readonly unique?: Uniqueness | readonly Uniqueness[];
  readonly refs?: Readonly<Record<string, Reference>>;
  readonly heldBy?: Holding | readonly Holding[];
  readonly reserves?: Reservation;
  /** The attribute that protects an object from deletion while it is true, and the refusal. */
  readonly protectedBy?: { readonly attribute: string; readonly error: string };
  /** What the cloud sets where the configuration says nothing; a dotted path is of every block there. */
  readonly computed?: Readonly<Record<string, RowValue>>;
  /** The same where it depends: the first case whose `where` holds for the block is set. */
  readonly cases?: Readonly<Record<string, readonly Case[]>>;
}

/** A computed value. */
export interface Case {
  /** @default - always */
  readonly where?: Where;
  readonly is: RowValue;
}

/** Rules of texts by attribute. */
export type TextRules = Readonly<Record<string, TextRule | readonly TextRule[]>>;

/** A value of JSON. */
export type RowValue = Exclude<Value, symbol>;

/** Rows by Terraform type. */
export type Rows = Readonly<Record<string, Row>>;

const KEYS = new Set(
  (
    "cites id named name service sets invalid refused replaced fixed ranges limits placed ordered distinct unique refs heldBy reserves " +
    "protectedBy computed cases"
  ).split(" "),
);

/** A key that the engine does not know is an error: it would be a rule that never acts. */
export function checkRow(type: string, row: Row): void {
  for (const key of Object.keys(row))
    if (!KEYS.has(key)) throw new Error(`the row of ${type} has the unknown key ${key}`);
}
