import { attributePath, errorDiagnostic } from "../../../src/rehearsal/simulator/diagnostics";
import type { Block } from "../../../src/rehearsal/simulator/schema";

const inner: Block = { attributes: [{ name: "name", type: "string" }], blocks: [] };

const block: Block = {
  attributes: [
    { name: "name", type: "string" },
    { name: "tags", type: ["map", "string"] },
    { name: "zones", type: ["set", "string"] },
  ],
  blocks: [
    { name: "disk", nesting: "list", block: inner, minItems: 0, maxItems: 0 },
    { name: "port", nesting: "set", block: inner, minItems: 0, maxItems: 0 },
    { name: "timeouts", nesting: "single", block: inner, minItems: 0, maxItems: 0 },
  ],
};

const name = (text: string) => ({ attribute_name: text });

describe("the path of a diagnostic", () => {
  test.each([
    ["name", [name("name")]],
    ["tags.team", [name("tags"), { element_key_string: "team" }]],
    ["disk.1.name", [name("disk"), { element_key_int: 1 }, name("name")]],
    ["disk.name", [name("disk"), { element_key_int: 0 }, name("name")]],
    ["port.0.name", [name("port")]],
    ["zones.0", [name("zones")]],
    ["timeouts.name", [name("timeouts"), name("name")]],
    ["disk.0.nothing", [name("disk"), { element_key_int: 0 }]],
  ])("%s leads as far as Terraform can follow", (path, steps) => {
    expect(attributePath(block, path).steps).toEqual(steps);
  });

  test("is left out where it leads nowhere", () => {
    expect(errorDiagnostic(block, "no", "nothing")).toEqual({ severity: 1, summary: "no", detail: "" });
    expect(errorDiagnostic(block, "no")).toEqual({ severity: 1, summary: "no", detail: "" });
  });
});
