import { hostsOf, kindOf, minorOf, unknownKind, type Kind, type Minor } from "./kinds";
import type { Block, StackGraph } from "./stack-graph";

/** A kind of thing in one part of the platform: one node. */
export interface Thing {
  readonly id: string;
  readonly kind: Kind;
  /** The resources that are counted. */
  readonly blocks: readonly Block[];
  /** Resources that complete them. */
  readonly completing: readonly Block[];
}

/** One part of the platform, e.g. its gateway. */
export interface Part {
  readonly id: string;
  /** The construct's id; its platform's before it where a stack holds several. */
  readonly title: string;
  /** Name of its provider, e.g. `aws`. */
  readonly cloud: string;
  readonly things: readonly Thing[];
  /** What is listed instead of drawn. */
  readonly minors: ReadonlyMap<Minor, readonly Block[]>;
}

/** A construct of this many levels is a platform: its children are the parts. */
const PLATFORM_LEVELS = 4;

/** Takes the managed resources of a stack apart by the construct that made them, and by provider. */
export function partsOf(graph: StackGraph): Part[] {
  const managed = graph.blocks.filter((block) => block.mode === "managed");
  const levels = new Map<string, number>();
  for (const { path } of managed) levels.set(top(path), Math.max(levels.get(top(path)) ?? 0, path.length));
  const byPart = new Map<string, Block[]>();
  for (const block of managed) {
    const isInPlatform = (levels.get(top(block.path)) ?? 0) >= PLATFORM_LEVELS && block.path.length > 2;
    const place = block.path.slice(0, isInPlatform ? 2 : 1).join("/");
    byPart.set(place, [...(byPart.get(place) ?? []), block]);
  }
  const platforms = new Set(
    [...byPart.keys()].filter((place) => place.includes("/")).map((place) => place.split("/")[0]),
  );
  const titleOf = (place: string) => (platforms.size > 1 ? place : place.slice(place.lastIndexOf("/") + 1));
  return [...byPart]
    .flatMap(([place, blocks]) =>
      byCloud(blocks).map(([cloud, own]) => part(`${cloud}/${place}`, titleOf(place), cloud, own)),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

const top = (path: readonly string[]) => path[0] ?? "";
const providerOf = (block: Block) => block.type.split("_")[0] ?? block.type;
const isHelper = (block: Block) => minorOf(block.type)?.isHelper === true;

/** Helpers, which belong to no cloud, stay with the first of the part's clouds. */
function byCloud(blocks: readonly Block[]): [string, Block[]][] {
  const clouds = [...new Set(blocks.filter((block) => !isHelper(block)).map(providerOf))].sort();
  const first = clouds[0] ?? "other";
  const cloudOf = (block: Block) => (isHelper(block) ? first : providerOf(block));
  return (clouds.length === 0 ? [first] : clouds).map((cloud) => [
    cloud,
    blocks.filter((block) => cloudOf(block) === cloud),
  ]);
}

function part(id: string, title: string, cloud: string, blocks: readonly Block[]): Part {
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
  const things = kinds.map((kind) => ({
    id: `${id}/${kind.title}`,
    kind,
    blocks: blocks.filter((block) => kind.types.includes(block.type)),
    completing: completing.get(kind) ?? [],
  }));
  return { id, title, cloud, things, minors };
}

/** The kinds that a part's resources are drawn as. A part of minor resources alone is drawn as the first of them. */
function drawn(blocks: readonly Block[]): Kind[] {
  const kinds = new Set(blocks.flatMap((block) => kindOf(block.type) ?? []));
  for (const { type } of blocks) {
    const isTold = kindOf(type) !== undefined || minorOf(type) !== undefined;
    if (!isTold && !hostsOf(type).some((host) => kinds.has(host)) && ![...kinds].some((kind) => kind.types[0] === type))
      kinds.add(unknownKind(type));
  }
  if (kinds.size > 0) return [...kinds];
  const first = blocks.find((block) => !isHelper(block)) ?? blocks[0];
  const minor = first === undefined ? undefined : minorOf(first.type);
  if (first === undefined || minor === undefined) return [];
  return [{ title: minor.title, plural: minor.plural, shape: "box", types: [first.type], parts: /^$/ }];
}
