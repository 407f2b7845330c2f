import type { Block, SynthesizedStack } from "../stack";
import { hostsOf, kindOf, minorOf, unknownKind, type Kind, type Minor } from "./kinds";

/** The resources of one kind in one component: one node. */
export interface ResourceGroup {
  readonly id: string;
  readonly kind: Kind;
  /** The resources that are counted. */
  readonly blocks: readonly Block[];
  /** Resources that belong to them and are not counted. */
  readonly completing: readonly Block[];
}

/** One component of the platform, for instance its gateway. */
export interface PlatformComponent {
  readonly id: string;
  /** The construct's ID, after its platform's if a stack has several. */
  readonly title: string;
  /** Name of its provider, e.g. `aws`. */
  readonly cloud: string;
  readonly groups: readonly ResourceGroup[];
  /** Resources that are listed instead of drawn. */
  readonly minors: ReadonlyMap<Minor, readonly Block[]>;
}

/** A construct of this many levels is a platform: its children are the components. */
const PLATFORM_LEVELS = 4;

/** Groups the resources of a stack by the construct that created them, and by provider. */
export function componentsOf(stack: SynthesizedStack): PlatformComponent[] {
  const managed = stack.resources;
  const isPlatform = new Set(managed.filter(({ path }) => path.length >= PLATFORM_LEVELS).map(({ path }) => top(path)));
  const makers = new Set(managed.map(({ path }) => path.slice(0, -1).join("/")));
  const byComponent = new Map<string, Block[]>();
  for (const block of managed) {
    const isInPlatform = isPlatform.has(top(block.path)) && block.path.length > 2;
    const child = block.path.slice(0, 2).join("/");
    // A construct without resources of its own is a group of components.
    const isGrouped = block.path.length > 3 && !makers.has(child);
    const path = isInPlatform ? block.path.slice(0, isGrouped ? 3 : 2).join("/") : top(block.path);
    byComponent.set(path, [...(byComponent.get(path) ?? []), block]);
  }
  const platforms = new Set(
    [...byComponent.keys()].filter((path) => path.includes("/")).map((path) => path.split("/")[0]),
  );
  const titleOf = (path: string) => (platforms.size > 1 ? path : path.slice(path.lastIndexOf("/") + 1));
  return [...byComponent]
    .flatMap(([path, blocks]) =>
      byCloud(blocks).map(([cloud, own]) => component(`${cloud}/${path}`, titleOf(path), cloud, own)),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

const top = (path: readonly string[]) => path[0] ?? "";
const providerOf = (block: Block) => block.type.split("_")[0] ?? block.type;
const isHelper = (block: Block) => minorOf(block.type)?.isHelper === true;

/** Helpers belong to no cloud and are drawn with the component's first one. */
function byCloud(blocks: readonly Block[]): [string, Block[]][] {
  const clouds = [...new Set(blocks.filter((block) => !isHelper(block)).map(providerOf))].sort();
  const first = clouds[0] ?? "other";
  const cloudOf = (block: Block) => (isHelper(block) ? first : providerOf(block));
  return (clouds.length === 0 ? [first] : clouds).map((cloud) => [
    cloud,
    blocks.filter((block) => cloudOf(block) === cloud),
  ]);
}

function component(id: string, title: string, cloud: string, blocks: readonly Block[]): PlatformComponent {
  const kinds = drawn(blocks);
  const minors = new Map<Minor, Block[]>();
  const completing = new Map<Kind, Block[]>();
  for (const block of blocks) {
    if (kinds.some((kind) => kind.types.includes(block.type))) continue;
    const host = hostsOf(block.type).find((kind) => kinds.includes(kind));
    const minor = minorOf(block.type);
    if (host !== undefined) completing.set(host, [...(completing.get(host) ?? []), block]);
    else if (minor !== undefined) minors.set(minor, [...(minors.get(minor) ?? []), block]);
  }
  const groups = kinds.map((kind) => ({
    id: `${id}/${kind.title}`,
    kind,
    blocks: blocks.filter((block) => kind.types.includes(block.type)),
    completing: completing.get(kind) ?? [],
  }));
  return { id, title, cloud, groups, minors };
}

/** The kinds that a component's resources are drawn as. A component of minor resources alone is drawn as the first of them. */
function drawn(blocks: readonly Block[]): Kind[] {
  const kinds = new Set(blocks.flatMap((block) => kindOf(block.type) ?? []));
  for (const { type } of blocks) {
    const isKnown = kindOf(type) !== undefined || minorOf(type) !== undefined;
    if (
      !isKnown &&
      !hostsOf(type).some((host) => kinds.has(host)) &&
      ![...kinds].some((kind) => kind.types[0] === type)
    )
      kinds.add(unknownKind(type));
  }
  if (kinds.size > 0) return [...kinds];
  const first = blocks.find((block) => !isHelper(block)) ?? blocks[0];
  const minor = first === undefined ? undefined : minorOf(first.type);
  if (first === undefined || minor === undefined) return [];
  return [{ title: minor.title, plural: minor.plural, shape: "box", types: [first.type], completing: /^$/ }];
}
