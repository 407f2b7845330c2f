import { changedStack } from "../../../src/rehearsal/faults/changed";
import { converge, FaultInjector, INJECTED, NotConverging, type Converging } from "../../../src/rehearsal/faults";
import type { FaultAnswer, FaultCall } from "../../../src/rehearsal/simulator";

const call = (object: string, action: FaultCall["action"] = "create", type = "a_b"): FaultCall => ({
  type,
  action,
  object,
  count: 1,
});
const CREATE = { name: "create refused", action: "create", answer: "refused" } as const;
const LOST = { name: "create timed out", action: "create", answer: "lost" } as const;

/** Terraform that answers what each run of the list says; the last run succeeds. */
function scripted(runs: (() => string[])[], tainted: string[] = [], abandoned: string[] = []) {
  const untainted: string[] = [];
  const terraform: Converging = {
    attempt: () => {
      const errors = runs.shift()?.() ?? [];
      return Promise.resolve({
        ok: errors.length === 0,
        failed: errors.map((text) => text.split(":")[0] ?? ""),
        errors,
      });
    },
    tainted: () => tainted,
    abandoned: () => abandoned,
    untaint: (address) => {
      untainted.push(address);
      return Promise.resolve();
    },
  };
  return { terraform, untainted };
}

/** What Terraform prints of a call that was made to fail; nothing when it passed. */
function printed(injector: FaultInjector, ...calls: FaultCall[]): string[] {
  return calls.flatMap((each) => {
    const fault = injector.fault(each) as FaultAnswer | undefined;
    return fault === undefined ? [] : [`${each.type}.${each.object}: ${fault.message}`];
  });
}

test("an object fails in the first run that tries it, and passes in every later one", () => {
  const injector = new FaultInjector();
  injector.begin(CREATE);
  injector.nextRun();
  expect(printed(injector, call("x"), call("x"), call("x", "delete"))).toHaveLength(2);
  injector.nextRun();
  expect(printed(injector, call("x"), call("y"))).toEqual([expect.stringContaining("a_b.y: ")]);
  expect(injector.injected).toBe(3);
});

test("only the types that were named fail, and nothing fails outside a wave", () => {
  const injector = new FaultInjector();
  expect(printed(injector, call("x"))).toEqual([]);
  injector.begin({ ...CREATE, types: ["c_d"] });
  injector.nextRun();
  expect(printed(injector, call("x"), call("x", "create", "c_d"))).toHaveLength(1);
});

test("it runs until nothing fails any more, and counts", async () => {
  const injector = new FaultInjector();
  const { terraform } = scripted([() => printed(injector, call("x")), () => printed(injector, call("x"), call("y"))]);
  expect(await converge(terraform, injector, CREATE, "apply")).toEqual({
    wave: "create refused",
    injected: 2,
    failed: ["a_b.x", "a_b.y"],
    runs: 3,
    untainted: [],
  });
});

test("an error of the cloud's own ends it, even beside injected ones", async () => {
  const injector = new FaultInjector();
  const { terraform } = scripted([() => [...printed(injector, call("x")), "a_b.z: it already exists"]]);
  await expect(converge(terraform, injector, CREATE, "apply")).rejects.toThrow(
    new NotConverging("create refused", 1, ["a_b.z: it already exists"]),
  );
});

test("a run that fails as injected although nothing was injected into it ends it", async () => {
  const injector = new FaultInjector();
  const { terraform } = scripted([() => [`a_b.x: refused ${INJECTED}`]]);
  await expect(converge(terraform, injector, CREATE, "apply")).rejects.toThrow(
    "run 1 failed without an injected fault",
  );
});

test("what is tainted and can't be replaced is untainted, once", async () => {
  const injector = new FaultInjector();
  const stuck = () => ["a_b.x: it already exists"];
  const first = scripted([() => printed(injector, call("x")), stuck], ["a_b.x"]);
  expect(await converge(first.terraform, injector, LOST, "apply")).toMatchObject({ runs: 3, untainted: ["a_b.x"] });
  expect(first.untainted).toEqual(["a_b.x"]);
  const again = scripted([() => printed(injector, call("x")), stuck, stuck], ["a_b.x"]);
  await expect(converge(again.terraform, injector, LOST, "apply")).rejects.toThrow(
    "run 3 failed without an injected fault",
  );
});

test("what a destroy only forgets is untainted before the next run, which would find it in the way", async () => {
  const injector = new FaultInjector();
  const first = scripted([() => printed(injector, call("x"))], ["a_b.x"], ["a_b.x"]);
  expect(await converge(first.terraform, injector, LOST, "apply")).toMatchObject({ runs: 2, untainted: ["a_b.x"] });
});

test("untainting is no remedy for an error about something else", async () => {
  const injector = new FaultInjector();
  const errors = () => ["a_b.x: it already exists", "a_b.z: no such network"];
  const { terraform, untainted } = scripted([() => printed(injector, call("x")), errors], ["a_b.x"]);
  await expect(converge(terraform, injector, LOST, "apply")).rejects.toThrow("a_b.z: no such network");
  expect(untainted).toEqual([]);
});

test("an edit changes tags or labels, else a comment or a description, and leaves the rest alone", () => {
  const stack = {
    terraform: {},
    resource: {
      a: { tagged: { tags: { team: "x" }, description: "d" }, labelled: { labels: {} }, plain: { name: "n" } },
      b: { commented: { comment: "c" }, described: { description: "d" } },
    },
  };
  const { stack: edited, addresses } = changedStack(stack);
  expect(addresses).toEqual(["a.tagged", "a.labelled", "b.commented", "b.described"]);
  expect(edited.resource?.a).toEqual({
    tagged: { tags: { team: "x", rehearsal: "faults" }, description: "d" },
    labelled: { labels: { rehearsal: "faults" } },
    plain: { name: "n" },
  });
  expect(edited.resource?.b).toEqual({
    commented: { comment: expect.stringMatching(/^c; /) as string },
    described: { description: expect.stringMatching(/^d; /) as string },
  });
});
