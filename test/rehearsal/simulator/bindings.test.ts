import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { BehaviourTable } from "../../../src/rehearsal/simulator/behaviour";
import { findBindings } from "../../../src/rehearsal/simulator/bindings";
import type { Attribute, Block, CtyType, NestedBlock } from "../../../src/rehearsal/simulator/schema";

const root = resolve(__dirname, "../../..");

const SOURCES = [
  "hashicorp/aws",
  "hashicorp/azurerm",
  "hashicorp/azuread",
  "hashicorp/google",
  "hashicorp/google-beta",
  "hashicorp/random",
  "hashicorp/time",
  "snowflakedb/snowflake",
];

// The bindings generator cuts these attributes out because of their size and leaves an untyped one.
const CUT_OUT = [
  "data-aws-quicksight-analysis: definition",
  "quicksight-analysis: definition",
  "quicksight-dashboard: definition",
  "quicksight-template: definition",
  "wafv2-rule-group: rule.statement",
  "wafv2-web-acl: rule.statement",
];

function attribute(block: Block, name: string): Attribute | undefined {
  return block.attributes.find((each) => each.name === name);
}

function nested(block: Block, name: string): NestedBlock | undefined {
  return block.blocks.find((each) => each.name === name);
}

function untyped(block: Block, prefix = ""): string[] {
  return [
    ...block.attributes
      .filter(({ type }) => JSON.stringify(type).includes('"dynamic"'))
      .map(({ name }) => prefix + name),
    ...block.blocks.flatMap((each) => untyped(each.block, `${prefix}${each.name}.`)),
  ];
}

/** What a dotted path of the behaviour table leads to. */
function locate(block: Block, path: string): Attribute | NestedBlock | CtyType | undefined {
  const [first = "", ...rest] = path.split(".");
  const inner = nested(block, first);
  if (inner !== undefined) return rest.length === 0 ? inner : locate(inner.block, rest.join("."));
  const own = attribute(block, first);
  return rest.reduce<Attribute | CtyType | undefined>((found, name) => {
    let type = typeof found === "object" && "type" in found ? found.type : found;
    while (typeof type === "object" && type[0] !== "object" && type[0] !== "tuple") type = type[1];
    return typeof type === "object" && type[0] === "object" ? type[1][name] : undefined;
  }, own);
}

describe("schemas from the installed bindings", () => {
  test.each(SOURCES)("every type of %s has a schema, and no attribute is untyped that the provider types", (source) => {
    const bindings = findBindings(root, source);
    const found = bindings
      .folders()
      .filter((folder) => folder !== "provider-functions")
      .flatMap((folder) => untyped(bindings.parse(folder)).map((path) => `${folder}: ${path}`));
    expect(found.sort()).toEqual(source === "hashicorp/aws" ? CUT_OUT : []);
  });

  test.each(SOURCES)("every row of the behaviour table of %s names an attribute or block of the bindings", (source) => {
    const bindings = findBindings(root, source);
    const table = BehaviourTable.read(source.slice(source.indexOf("/") + 1));
    const missing = table.types().flatMap((type) => {
      const block = type === "provider" ? bindings.provider() : bindings.resource(type);
      const paths = [...table.of(type).keys()].filter((path) => !path.startsWith("_"));
      return paths.filter((path) => locate(block, path) === undefined).map((path) => `${type}.${path}`);
    });
    expect(missing).toEqual([]);
  });

  test("a block that may occur once is a list of at most one", () => {
    const block = nested(findBindings(root, "hashicorp/aws").resource("aws_lb_target_group"), "health_check");
    expect(block).toMatchObject({ nesting: "list", minItems: 0, maxItems: 1 });
    expect(block && attribute(block.block, "matcher")).toEqual({
      name: "matcher",
      type: "string",
      optional: true,
      computed: true,
    });
  });

  test("a required block has a minimum of one", () => {
    const schema = findBindings(root, "snowflakedb/snowflake").resource("snowflake_grant_privileges_to_account_role");
    expect(nested(schema, "on_schema_object")).toMatchObject({ nesting: "list", maxItems: 1, minItems: 0 });
    const rule = findBindings(root, "hashicorp/aws").resource("aws_lb_listener_rule");
    expect(nested(rule, "condition")).toMatchObject({ nesting: "set", minItems: 1, maxItems: 0 });
  });

  test("an attribute that holds objects is an attribute and no block", () => {
    const schema = findBindings(root, "hashicorp/aws").resource("aws_security_group");
    const ingress = attribute(schema, "ingress");
    expect(ingress).toMatchObject({ optional: true, computed: true });
    expect(ingress?.type).toEqual(["set", ["object", expect.objectContaining({ cidr_blocks: ["list", "string"] })]]);
  });

  test("timeouts are a single block", () => {
    const schema = findBindings(root, "hashicorp/aws").resource("aws_db_instance");
    expect(nested(schema, "timeouts")).toMatchObject({ nesting: "single", maxItems: 0 });
    expect(attribute(schema, "password_wo")).toMatchObject({ writeOnly: true });
    expect(attribute(schema, "password_wo_version")?.writeOnly).toBeUndefined();
  });

  test("computed collections keep their element types", () => {
    const snowflake = findBindings(root, "snowflakedb/snowflake");
    expect(attribute(snowflake.resource("snowflake_execute"), "query_results")?.type).toEqual([
      "list",
      ["map", "string"],
    ]);
    const google = findBindings(root, "hashicorp/google").resource("google_storage_bucket");
    expect(attribute(google, "effective_labels")).toMatchObject({ type: ["map", "string"], computed: true });
    const aws = findBindings(root, "hashicorp/aws").dataSource("aws_availability_zones");
    expect(attribute(aws, "zone_ids")?.type).toEqual(["list", "string"]);
    expect(attribute(aws, "group_names")?.type).toEqual(["set", "string"]);
  });

  test("the provider's own configuration has its blocks and lacks Terraform's alias", () => {
    const schema = findBindings(root, "hashicorp/aws").provider();
    expect(attribute(schema, "alias")).toBeUndefined();
    expect(nested(schema, "assume_role")).toMatchObject({ nesting: "list" });
    const azurerm = findBindings(root, "hashicorp/azurerm").provider();
    const features = nested(azurerm, "features");
    expect(features && nested(features.block, "key_vault")?.nesting).toBe("list");
  });

  test("a type of google-beta is found although its name begins with google", () => {
    const schema = findBindings(root, "hashicorp/google-beta").resource("google_api_gateway_gateway");
    expect(attribute(schema, "default_hostname")).toMatchObject({ computed: true });
  });

  test("a type that the package does not have is named with the package's version", () => {
    const bindings = findBindings(root, "hashicorp/time");
    expect(() => bindings.resource("time_machine")).toThrow(
      `@cdktf/provider-time ${bindings.version} has no resource time_machine`,
    );
  });

  test("bindings that are not installed are an error with the npm command", () => {
    const empty = mkdtempSync(join(tmpdir(), "no-bindings-"));
    try {
      expect(() => findBindings(empty, "hashicorp/aws")).toThrow("npm install --save-dev @cdktf/provider-aws");
    } finally {
      rmSync(empty, { recursive: true });
    }
  });
});
