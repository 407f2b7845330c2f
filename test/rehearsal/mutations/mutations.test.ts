import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../support/cli";
import type { Mutation } from "./mutation";
import { NETWORK } from "./network";
import { applied, Copy, type Applied } from "./platform";
import { PROD_MUTATIONS } from "./prod";
import { Proxies } from "./proxies";
import { SERVERS } from "./servers";
import { SNOWFLAKE } from "./snowflake";

const MUTATIONS = [...NETWORK, ...SERVERS, ...SNOWFLAKE];
const EVERY = [...MUTATIONS, ...PROD_MUTATIONS];

// A mutation of the proxy's container starts a Caddy.
jest.setTimeout(60_000);

const proxies = new Proxies();
afterAll(() => proxies.stop());

describe.each([
  ["aws-dev", MUTATIONS],
  ["aws-prod", PROD_MUTATIONS],
])("%s", (stack, mutations) => {
  let from: Applied;
  beforeAll(async () => {
    from = await applied(stack);
  }, 300_000);

  test("is green as it was applied", async () => {
    expect(await new Copy(from).red(proxies)).toEqual([]);
  });

  test("has a mutation for every kind of its resources", () => {
    const types = new Set(from.state.resources.filter(({ mode }) => mode === "managed").map(({ type }) => type));
    const known = new Set(EVERY.map(({ type }) => type));
    expect([...types].filter((type) => !known.has(type))).toEqual([]);
  });

  test.each(mutations.map((mutation) => [`${mutation.type}: ${mutation.what}`, mutation] as const))(
    "%s",
    async (_name, mutation) => {
      const copy = new Copy(from);
      mutation.change(copy);
      const said = await copy.red(proxies);
      if (mutation.red === undefined) expect(said).toEqual([]);
      else expect(said.join("\n")).toMatch(mutation.red);
    },
  );
});

/** What turns red, as the message begins: `strangers: ...`. */
function outcome({ red, green }: Mutation): string {
  if (red === undefined) return `green: ${green ?? ""}`;
  return /^(\w[\w ]*):/.exec(red.source)?.[1] ?? "containers";
}

test("the documentation lists each mutation and what it turns red, or why it stays green", () => {
  const page = readFileSync(join(ROOT, "docs", "rehearsal.md"), "utf8").replace(/ +/g, " ");
  const rows = EVERY.map((each) => `| \`${each.type}\` | ${each.what} | ${outcome(each)} |`);
  expect(rows.filter((row) => !page.includes(row))).toEqual([]);
});
