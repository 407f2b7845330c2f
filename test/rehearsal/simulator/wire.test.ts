import { encode, ExtData } from "@msgpack/msgpack";
import { UNKNOWN, type Value } from "../../../src/rehearsal/simulator/rule";
import type { CtyType } from "../../../src/rehearsal/simulator/schema";
import { conform, decodeValue, encodeValue } from "../../../src/rehearsal/simulator/wire";

const cases: [string, CtyType, Value][] = [
  ["text", "string", "naïve „quotes“"],
  ["empty text", "string", ""],
  ["absence", "string", null],
  ["a bool", "bool", false],
  ["an integer", "number", -42],
  ["the largest safe integer", "number", Number.MAX_SAFE_INTEGER],
  ["a fraction that a double can't hold", "number", 0.1],
  ["an integer beyond doubles", "number", "170141183460469231731687303715884105727"],
  ["a 64 bit integer", "number", "9223372036854775807"],
  ["a list", ["list", "string"], ["a", null, UNKNOWN]],
  ["an empty set", ["set", "number"], []],
  ["a map", ["map", "bool"], { yes: true, no: false, unknown: UNKNOWN }],
  ["an object", ["object", { a: "string", b: ["list", "number"] }], { a: "x", b: [1, 2] }],
  ["something unknown", ["list", "string"], UNKNOWN],
  ["dynamic text", "dynamic", "x"],
  ["a dynamic object", "dynamic", { a: [1, "two", true, null], b: { c: UNKNOWN } }],
  ["dynamic absence", "dynamic", null],
];

describe("Terraform's msgpack", () => {
  test.each(cases)("%s comes back as it was sent", (_, type, value) => {
    expect(decodeValue(type, encodeValue(type, value))).toEqual(value);
  });

  test("an unknown value is extension 0 with one byte", () => {
    expect([...encodeValue("string", UNKNOWN)]).toEqual([0xd4, 0, 0]);
  });

  test("an unknown value with refinements is unknown", () => {
    const refined = encode(new ExtData(12, new Uint8Array([0x81, 1, 0xc2])));
    expect(decodeValue("string", refined)).toBe(UNKNOWN);
  });

  test("a fraction travels as decimal digits, because Terraform compares at a higher precision", () => {
    expect(encodeValue("number", 0.1)).toEqual(Buffer.from(encode("0.1")));
    expect(encodeValue("number", 3)).toEqual(Buffer.from(encode(3)));
  });

  test("digits that a double would round stay text", () => {
    expect(decodeValue("number", encode("0.1000000000000000055511151231257827"))).toBe(
      "0.1000000000000000055511151231257827",
    );
    expect(decodeValue("number", encode(0.5))).toBe(0.5);
  });

  test("an object has exactly the members of its type", () => {
    const type: CtyType = ["object", { kept: "string", missing: "number" }];
    const sent = encodeValue(type, { kept: "a", note: "not in the schema" });
    expect(decodeValue(type, sent)).toEqual({ kept: "a", missing: null });
  });

  test("no data at all is null", () => {
    expect(decodeValue("string", new Uint8Array())).toBeNull();
  });
});

describe("conversion to a type", () => {
  test("a number becomes text and back, as in Terraform", () => {
    expect(conform("string", 5)).toBe("5");
    expect(conform("number", "5")).toBe(5);
    expect(conform("bool", "true")).toBe(true);
  });

  test.each<[CtyType, Value, string]>([
    ["string", ["a"], 'tags is ["a"], expected string'],
    ["number", "many", 'tags is "many", expected number'],
    ["bool", 1, "tags is 1, expected bool"],
    [["map", "string"], "a", 'tags is "a", expected map'],
    [["list", "string"], { a: "b" }, 'tags is {"a":"b"}, expected list'],
    [["list", "string"], [["a"]], 'tags.0 is ["a"], expected string'],
  ])("%j refuses %j and says where", (type, value, message) => {
    expect(() => conform(type, value, "tags")).toThrow(message);
  });
});
