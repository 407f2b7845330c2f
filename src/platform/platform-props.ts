import { TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { Sizes, Tags, type Size } from "../core";
import { checkOnce, type CheckTable, type Row } from "../core/checks";
import { that } from "../core/rules";

/** What the props of the platforms of all clouds have in common. */
interface PlatformProps {
  readonly prefix: string;
  readonly size: Size;
  readonly tags?: Record<string, string>;
  readonly protection?: boolean;
}

/** What all components of a platform have in common. */
export interface PlatformBasics {
  readonly named: { readonly prefix: string; readonly size: Size; readonly tags: Record<string, string> };
  /** Protection of what holds data. */
  readonly protection: boolean;
}

/** The class of a cloud's platforms. */
type PlatformClass = abstract new (scope: Construct, id: string, props: never) => Construct;

const prefixes = new WeakMap<IConstruct, string>();

/**
 * Checks the props of a platform, and that no other platform of its cloud has the same prefix in the stack.
 * @throws ValidationError with every invalid setting
 */
export function checkPlatform<P extends PlatformProps>(
  platform: Construct,
  Platform: PlatformClass,
  props: P,
  table: CheckTable<P>,
): PlatformBasics {
  const { prefix, size } = props;
  prefixes.set(platform, prefix);
  checkOnce(platform, props, { rows: [...table.rows, uniquePrefix(platform, Platform, prefix)] }, size);
  return {
    named: { prefix, size, tags: Tags.of(prefix, props.tags) },
    protection: props.protection ?? Sizes.defaults(size).protection,
  };
}

/** A row that refuses the prefix of another platform of the cloud in the stack: all names begin with it. */
function uniquePrefix(platform: Construct, Platform: PlatformClass, prefix: string): Row<object> {
  const isNamesake = (each: IConstruct) =>
    each instanceof Platform && each !== platform && prefixes.get(each) === prefix;
  const namesake = TerraformStack.of(platform).node.findAll().find(isNamesake);
  return {
    field: "prefix",
    rule: that(() => false, `be unique: ${namesake?.node.path} has the same`, "Use another prefix"),
    when: () => namesake !== undefined,
  };
}
