import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Synthesized } from "../aws/synthesized";
import { ENDPOINT_STACKS, STACKS } from "../support/stacks";

const HOW = "UPDATE_GOLDEN=1 npx jest test/stacks/golden";
const KEEP = "Keep the address, or tell Terraform where it went: Moves.subtree(<construct>, <old path>)";
const RELEASES = join(__dirname, "..", "upgrade");

const fileOf = (name: string) => join(__dirname, "..", "golden", `${name}.txt`);
const listOf = (name: string): string[] =>
  existsSync(fileOf(name)) ? readFileSync(fileOf(name), "utf8").trim().split("\n") : [];

/** Where the addresses of a stack went that have moved, by the old address. */
function movesOf({ json }: Synthesized): Map<string, string> {
  return new Map(((json.moved ?? []) as { from: string; to: string }[]).map(({ from, to }) => [from, to]));
}

/** The addresses of a list that the stack has no more, and that did not move to one that it has. */
function goneFrom(list: readonly string[], stack: Synthesized): string[] {
  const addresses = new Set(stack.addresses());
  const moves = movesOf(stack);
  return list.filter((address) => !addresses.has(address) && !addresses.has(moves.get(address) ?? ""));
}

/**
 * An address is API: when one disappears, Terraform destroys what a team has there. Content hashes of translators are part
 * of their names in Snowflake, never of their addresses.
 */
test.each([...STACKS, ...ENDPOINT_STACKS])("no address of %s disappears, unless it has moved", (name, make) => {
  const stack = Synthesized.of(make());
  const addresses = stack.addresses();
  // The list only grows: an address that has moved stays on it.
  if (process.env.UPDATE_GOLDEN === "1") {
    const all = [...new Set([...listOf(name), ...addresses])].sort();
    writeFileSync(fileOf(name), `${all.join("\n")}\n`);
  }
  const golden = listOf(name);
  const unlisted = addresses.filter((address) => !golden.includes(address));
  // Fails with the addresses and, as a reminder, what to do about them.
  expect({ gone: goneFrom(golden, stack), remedy: KEEP }).toEqual({ gone: [], remedy: KEEP });
  expect({ unlisted, remedy: HOW }).toEqual({ unlisted: [], remedy: HOW });
});

const released = readdirSync(RELEASES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) =>
    readdirSync(join(RELEASES, name)).map((file): [string, string] => [name, file.replace(/\.tf\.json$/, "")]),
  );

test.each(released)("release %s: the list of %s holds every address of it", (release, name) => {
  const golden = listOf(name);
  const addresses = Synthesized.read(join(RELEASES, release, `${name}.tf.json`)).addresses();
  expect(addresses.filter((address) => !golden.includes(address))).toEqual([]);
});

test("an address that moved to one that the stack does not have counts as gone", () => {
  const stack = (json: object) => Synthesized.parse(JSON.stringify({ resource: { a_b: { new: {} } }, ...json }));
  expect(goneFrom(["a_b.old"], stack({}))).toEqual(["a_b.old"]);
  expect(goneFrom(["a_b.old"], stack({ moved: [{ from: "a_b.old", to: "a_b.other" }] }))).toEqual(["a_b.old"]);
  expect(goneFrom(["a_b.old"], stack({ moved: [{ from: "a_b.old", to: "a_b.new" }] }))).toEqual([]);
});
