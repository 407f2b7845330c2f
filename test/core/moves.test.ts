import { resolve } from "node:path";
import { App, TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import { Password } from "@cdktf/provider-random/lib/password";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { Moves } from "../../src/core";
import type { StackJson } from "../../src/inspect/stack";
import { RehearsedUpgrade } from "../support/upgrade";

/** Two levels and the ids that cdktf treats in a special way. */
class Part extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Password(this, "Resource", { length: 20 });
    const inner = new Construct(this, "Inner");
    new Password(new Construct(inner, "Default"), "Suffix", { length: 20 });
    new Password(inner, "Password", { length: 20 });
  }
}

type Json = StackJson & { moved?: { from: string; to: string }[] };

function stackWith(build: (stack: TerraformStack) => void): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "moves");
  new RandomProvider(stack, "Random");
  build(stack);
  return stack;
}

const synth = (stack: TerraformStack) => JSON.parse(Testing.synth(stack)) as Json;
const addresses = ({ resource }: Json) =>
  Object.entries(resource ?? {})
    .flatMap(([type, byName]) => Object.keys(byName).map((name) => `${type}.${name}`))
    .sort();

const before = synth(stackWith((stack) => new Part(new Construct(stack, "Platform"), "Store")));

const renamed = (old?: string) =>
  stackWith((stack) => {
    const part = new Part(new Construct(new Construct(stack, "Platform"), "Data"), "Artifacts");
    if (old !== undefined) Moves.subtree(part, old);
  });

test("every resource under a renamed construct is moved from the address that it had", () => {
  const moved = synth(renamed("Platform/Store"));
  expect((moved.moved ?? []).map(({ from }) => from).sort()).toEqual(addresses(before));
  expect((moved.moved ?? []).map(({ to }) => to).sort()).toEqual(addresses(moved));
  expect(addresses(moved)).not.toEqual(addresses(before));
});

test("what was deployed before plans with no change after a move, and with losses without one", async () => {
  const plain = synth(renamed());
  const moved = synth(renamed("Platform/Store"));
  const deployed = await RehearsedUpgrade.deploy({
    baseline: before,
    upgrades: [moved],
    bindings: resolve(__dirname, "../.."),
    environment: process.env,
  });
  try {
    const { changes } = await deployed.plan(moved);
    expect(changes.map(({ action }) => action)).toEqual(["move", "move", "move"]);
    expect(await deployed.losses(moved)).toEqual([]);
    expect((await deployed.losses(plain)).map(({ address }) => address).sort()).toEqual(addresses(before));
  } finally {
    await deployed.close();
  }
}, 60_000);

test("a resource itself can be moved, from the top of the stack as well", () => {
  const moved = synth(
    stackWith((stack) =>
      Moves.subtree(new Password(new Construct(stack, "Names"), "Suffix", { length: 20 }), "suffix"),
    ),
  );
  expect(moved.moved).toEqual([{ from: "random_password.suffix", to: addresses(moved)[0] }]);
});

test("a part called Default changes no address: there is nothing to move", () => {
  const moved = synth(
    stackWith((stack) =>
      Moves.subtree(new Part(new Construct(new Construct(stack, "Platform"), "Default"), "Store"), "Platform/Store"),
    ),
  );
  expect(moved.moved).toBeUndefined();
  expect(addresses(moved)).toEqual(addresses(before));
});

test("a resource with an overridden logical id keeps its address", () => {
  const moved = synth(
    stackWith((stack) => {
      const part = new Part(stack, "New");
      const fixed = new Password(part, "Fixed", { length: 20 });
      fixed.overrideLogicalId("fixed");
      Moves.subtree(part, "Old");
    }),
  );
  expect(moved.moved).toHaveLength(3);
  expect(JSON.stringify(moved.moved)).not.toContain("fixed");
});

test("a stack that gives its own logical ids is asked for the old ones too", () => {
  class Prefixed extends TerraformStack {
    protected override allocateLogicalId(element: Parameters<TerraformStack["getLogicalId"]>[0]): string {
      return `own-${super.allocateLogicalId(element)}`;
    }
  }
  const stack = new Prefixed(Testing.app(), "moves");
  new RandomProvider(stack, "Random");
  Moves.subtree(new Password(stack, "New", { length: 20 }), "Old");
  expect(synth(stack).moved).toEqual([{ from: "random_password.own-Old", to: "random_password.own-New" }]);
});

test.each([
  ["", "must be a path within the stack: IDs with / between them"],
  ["Platform//Store", "must be a path within the stack: IDs with / between them"],
  ["New", "must differ from the present path of the construct"],
])("the old path %j is refused", (old, message) => {
  const part = new Part(new TerraformStack(new App(), "moves"), "New");
  expect(() => Moves.subtree(part, old)).toThrow(message);
});

test("a construct without resources is refused: it was asked too early", () => {
  const empty = new Construct(new TerraformStack(new App(), "moves"), "Empty");
  expect(() => Moves.subtree(empty, "Old")).toThrow("must contain a resource that can move");
});
