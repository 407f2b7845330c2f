import { UNKNOWN, CloudError, type ProviderRules, type ResourceRule } from "../../../src/rehearsal/simulator/rule";
import { stack, Workbench, type JsonObject } from "./terraform";

jest.setTimeout(60_000);

/** Counts what a rule sees and behaves as the real type does in the points that the tests need. */
const warehouse: ResourceRule = {
  type: "snowflake_warehouse",
  cites: "https://docs.snowflake.com/en/sql-reference/sql/create-warehouse",
  validate: ({ config, error }) => {
    if (config.name === "PUBLIC") error("PUBLIC is a reserved name", "name");
  },
  plan: ({ prior, planned, requireReplace }) => {
    if (prior && prior.name !== planned.name) planned.fully_qualified_name = UNKNOWN;
    if (prior && prior.comment === "sealed" && planned.comment !== "sealed") requireReplace("comment");
  },
  create: ({ account, values }) => {
    const name = String(values.name);
    if (account.get("snowflake_warehouse", name)) throw new CloudError(`Object '${name}' already exists.`, "name");
    values.id = name;
    values.fully_qualified_name = `"${name}"`;
    values.note = "kept beside the attributes";
  },
  update: ({ values, prior }) => {
    values.id = values.name ?? null;
    if (values.name !== prior.name) values.fully_qualified_name = `"${String(values.name)}"`;
  },
  delete: ({ prior }) => {
    if (prior.comment === "protected") throw new CloudError("The warehouse is protected");
  },
};

const rules: ProviderRules[] = [
  { source: "snowflakedb/snowflake", resources: [warehouse], dataSources: [] },
  {
    source: "hashicorp/aws",
    validate: ({ config, error }) => {
      if (config.access_key === "leaked") error("this key was revoked", "access_key");
    },
    common: {
      plan: ({ planned, provider }) => {
        planned.region ??= provider.region ?? null;
        if (planned.region === UNKNOWN) planned.region = provider.region ?? null;
      },
    },
    generate: ({ path, type }) => (path === "arn" ? `arn:aws:test:::${type}` : undefined),
    resources: [],
    dataSources: [
      {
        type: "aws_caller_identity",
        cites: "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html",
        read: ({ values }) => void (values.account_id = "111122223333"),
      },
    ],
  },
];

const full: JsonObject = stack({
  resource: {
    snowflake_warehouse: { wh: { name: "WH", warehouse_size: "XSMALL" } },
    snowflake_schema: { schema: { database: "DB", name: "S" } },
    snowflake_api_integration: {
      api: { name: "API", api_provider: "aws_api_gateway", api_allowed_prefixes: ["https://x/"], enabled: true },
    },
    random_password: { password: { length: 20 } },
    aws_s3_bucket: { bucket: { bucket: "b" } },
    aws_lb_target_group: {
      group: { name: "g", port: 80, protocol: "HTTP", vpc_id: "vpc-1", health_check: { path: "/", matcher: "200" } },
    },
    aws_security_group: { sg: { name: "sg", vpc_id: "vpc-1" } },
    aws_secretsmanager_secret_version: {
      version: { secret_id: "s", secret_string_wo: "x", secret_string_wo_version: 1 },
    },
    aws_iam_role_policy_attachments_exclusive: { only: { role_name: "r", policy_arns: ["a"] } },
  },
  data: { aws_caller_identity: { me: {} } },
});

describe("a simulated provider under the real Terraform or OpenTofu", () => {
  let bench: Workbench;

  beforeEach(async () => {
    bench = await Workbench.open({ stacks: [full], rules });
  });

  afterEach(() => bench.close());

  test("what was applied plans empty, and destroy leaves nothing", async () => {
    const applied = await bench.apply(full);
    expect(applied.text).toContain("Resources: 9 added");
    expect(await bench.plan(full)).toMatchObject({ status: 0 });
    expect([...bench.simulator.accounts.values()].reduce((sum, account) => sum + account.size, 0)).toBe(9);
    expect((await bench.destroy()).text).toContain("Resources: 9 destroyed");
    expect([...bench.simulator.accounts.values()].map((account) => account.size)).toEqual([0, 0, 0]);
    expect(bench.simulator.log.filter(({ error }) => error !== undefined)).toEqual([]);
  });

  test("computed values come from the rule, the cloud's generator and the engine, in this order", async () => {
    await bench.apply(full);
    expect(bench.attributes("snowflake_warehouse.wh")).toMatchObject({ id: "WH", fully_qualified_name: '"WH"' });
    expect(bench.attributes("snowflake_warehouse.wh")).not.toHaveProperty("note");
    const bucket = bench.attributes("aws_s3_bucket.bucket");
    expect(bucket).toMatchObject({ arn: "arn:aws:test:::aws_s3_bucket", region: "eu-central-1" });
    expect(bucket.hosted_zone_id).toMatch(/^s3-bucket-[0-9a-f]{12}$/);
    expect(bench.attributes("data.aws_caller_identity.me")).toMatchObject({ account_id: "111122223333" });
    expect(bench.attributes("aws_secretsmanager_secret_version.version").secret_string_wo).toBeNull();
  });

  test("a change is an update in place, and a ForceNew change replaces", async () => {
    const one = (name: string, size: string) =>
      stack({
        resource: {
          snowflake_warehouse: { wh: { name, warehouse_size: size } },
          random_password: { p: { length: size.length } },
        },
      });
    await bench.apply(one("WH", "XSMALL"));
    const changed = await bench.plan(one("WH2", "SMALL"));
    expect(changed.text).toContain("snowflake_warehouse.wh will be updated in-place");
    expect(changed.text).toMatch(/fully_qualified_name = "\\"WH\\"" -> \(known after apply\)/);
    expect(changed.text).toContain("random_password.p must be replaced");
    expect(changed.text).toContain("length = 6 -> 5 # forces replacement");
    expect((await bench.apply(one("WH2", "SMALL"))).status).toBe(0);
    expect(bench.attributes("snowflake_warehouse.wh")).toMatchObject({ id: "WH2", fully_qualified_name: '"WH2"' });
    expect(bench.simulator.accounts.get("snowflakedb/snowflake")?.list("snowflake_warehouse")).toHaveLength(1);
    const held = bench.simulator.accounts.get("snowflakedb/snowflake")?.get("snowflake_warehouse", "WH2");
    expect(held?.note).toBe("kept beside the attributes");
    expect(await bench.plan(one("WH2", "SMALL"))).toMatchObject({ status: 0 });
  });

  test("a rule can make a change replace", async () => {
    const one = (comment: string) => stack({ resource: { snowflake_warehouse: { wh: { name: "WH", comment } } } });
    await bench.apply(one("sealed"));
    expect((await bench.plan(one("open"))).text).toContain("snowflake_warehouse.wh must be replaced");
  });

  test("a plain output of a sensitive value is refused", async () => {
    const parts = { resource: { random_password: { p: { length: 9 } } } };
    const refused = await bench.plan(stack({ ...parts, output: { o: { value: "${random_password.p.result}" } } }));
    expect(refused.status).toBe(1);
    expect(refused.text).toContain("Output refers to sensitive values");
    const taken = stack({ ...parts, output: { o: { value: "${random_password.p.result}", sensitive: true } } });
    expect(await bench.plan(taken)).toMatchObject({ status: 2 });
  });

  test.each<[string, JsonObject, string]>([
    [
      "a value outside the allowed ones",
      {
        snowflake_api_integration: {
          api: { name: "A", api_provider: "aws_api", api_allowed_prefixes: ["https://x/"], enabled: true },
        },
      },
      "expected api_provider to be one of",
    ],
    [
      "conflicting attributes",
      { snowflake_warehouse: { wh: { name: "A", generation: "2", resource_constraint: "MEMORY_16X" } } },
      'Conflicting configuration arguments: "generation": conflicts with resource_constraint',
    ],
    [
      "a block too many",
      { aws_lb_target_group: { g: { health_check: [{ path: "/a" }, { path: "/b" }] } } },
      "Too many health_check blocks",
    ],
    ["an attribute that does not exist", { aws_s3_bucket: { b: { bucket: "a", bukket: "b" } } }, 'named \"bukket\"'],
    ["a missing required attribute", { snowflake_warehouse: { wh: {} } }, '"name" is required'],
    ["what a rule refuses", { snowflake_warehouse: { wh: { name: "PUBLIC" } } }, "PUBLIC is a reserved name"],
  ])("%s is refused before anything is made", async (_, resource, message) => {
    const refused = await bench.plan(stack({ resource }));
    expect(refused).toMatchObject({ status: 1, text: expect.stringContaining(message) as string });
  });

  test("a value that is known only after the apply passes the checks", async () => {
    const config = stack({
      resource: {
        random_password: { p: { length: 9 } },
        snowflake_warehouse: { wh: { name: "WH", warehouse_size: "${random_password.p.result}" } },
      },
    });
    expect(await bench.plan(config)).toMatchObject({ status: 2 });
  });

  test("what the cloud refuses is an error at the attribute, and what was made stays", async () => {
    const two = stack({
      resource: {
        snowflake_warehouse: { a: { name: "WH" }, b: { name: "WH", depends_on: ["snowflake_warehouse.a"] } },
      },
    });
    const refused = await bench.apply(two);
    expect(refused.status).toBe(1);
    expect(refused.text).toContain("Error: Object 'WH' already exists. with snowflake_warehouse.b");
    expect(bench.simulator.accounts.get("snowflakedb/snowflake")?.size).toBe(1);
    expect(bench.simulator.log).toContainEqual(
      expect.objectContaining({ rpc: "ApplyResourceChange", error: "Object 'WH' already exists." }),
    );
  });

  test("a refused destroy keeps the resource", async () => {
    const guarded = stack({ resource: { snowflake_warehouse: { wh: { name: "WH", comment: "protected" } } } });
    await bench.apply(guarded);
    expect(await bench.destroy()).toMatchObject({ status: 1, text: expect.stringContaining("is protected") as string });
    expect(await bench.plan(guarded)).toMatchObject({ status: 0 });
  });

  test("a change behind Terraform's back is seen, and a resource that is gone is made again", async () => {
    const one = stack({ resource: { snowflake_warehouse: { wh: { name: "WH", comment: "mine" } } } });
    await bench.apply(one);
    const account = bench.simulator.accounts.get("snowflakedb/snowflake");
    const held = account?.get("snowflake_warehouse", "WH");
    if (held) held.comment = "changed by hand";
    expect((await bench.plan(one)).text).toContain('comment = "changed by hand" -> "mine"');
    account?.remove("snowflake_warehouse", "WH");
    expect((await bench.plan(one)).text).toContain("snowflake_warehouse.wh will be created");
  });

  test("an object that exists can be imported, and one that does not can't", async () => {
    const one = stack({ resource: { snowflake_warehouse: { wh: { name: "OLD", comment: null } } } });
    bench.simulator.accounts
      .get("snowflakedb/snowflake")
      ?.put("snowflake_warehouse", "OLD", { id: "OLD", name: "OLD" });
    await bench.use(one);
    expect(await bench.run("import", "snowflake_warehouse.wh", "OLD")).toMatchObject({ status: 0 });
    expect(bench.attributes("snowflake_warehouse.wh")).toMatchObject({ name: "OLD" });
    await bench.run("state", "rm", "snowflake_warehouse.wh");
    expect((await bench.run("import", "snowflake_warehouse.wh", "NEW")).text).toContain("non-existent remote object");
  });

  test("a wrong provider configuration is refused by the table and by a rule", async () => {
    const resource = { aws_s3_bucket: { b: { bucket: "b" } } };
    const refusal = async (aws: JsonObject) => (await bench.plan(stack({ resource, aws }))).text;
    expect(await refusal({ region: "mars-north-1" })).toContain("expected region to be one of");
    expect(await refusal({ access_key: "leaked" })).toContain("this key was revoked");
  });

  test("each provider instance has its own configuration", async () => {
    const config: JsonObject = {
      ...stack({
        resource: { aws_s3_bucket: { here: { bucket: "a" }, there: { bucket: "b", provider: "aws.us" } } },
      }),
      provider: { aws: [{ region: "eu-central-1" }, { region: "us-east-1", alias: "us" }] },
    };
    await bench.apply(config);
    expect(bench.attributes("aws_s3_bucket.here").region).toBe("eu-central-1");
    expect(bench.attributes("aws_s3_bucket.there").region).toBe("us-east-1");
  });

  test("types without a rule are told", () => {
    expect(bench.simulator.schemaOnly).toContain("aws_s3_bucket");
    expect(bench.simulator.schemaOnly).not.toContain("snowflake_warehouse");
    expect(bench.simulator.schemaOnly).not.toContain("data.aws_caller_identity");
  });
});

test("a fault that was asked for fails the n-th call of a type", async () => {
  const config = stack({ resource: { snowflake_warehouse: { a: { name: "A" } } } });
  const bench = await Workbench.open({
    stacks: [config],
    fault: ({ type, action, count }) => (action === "create" && count === 1 ? `${type}: throttled` : undefined),
  });
  try {
    expect(await bench.apply(config)).toMatchObject({
      status: 1,
      text: expect.stringContaining("throttled") as string,
    });
    expect(await bench.apply(config)).toMatchObject({ status: 0 });
  } finally {
    await bench.close();
  }
});

test("a resource that was made and can't be read back is tainted", async () => {
  let broken = true;
  const flaky: ResourceRule = {
    type: "snowflake_warehouse",
    cites: "https://developer.hashicorp.com/terraform/cli/state/taint",
    read: () => {
      if (broken) throw new CloudError("the service is not available");
    },
  };
  const config = stack({ resource: { snowflake_warehouse: { a: { name: "A" } } } });
  const bench = await Workbench.open({
    stacks: [config],
    rules: [{ source: "snowflakedb/snowflake", resources: [flaky], dataSources: [] }],
  });
  try {
    expect((await bench.apply(config)).text).toContain("the service is not available");
    broken = false;
    expect((await bench.plan(config)).text).toMatch(/snowflake_warehouse.a is tainted, so (it )?must be replaced/);
  } finally {
    await bench.close();
  }
});

test("numbers, sets, nested objects and data sources without a rule plan empty after the apply", async () => {
  const rule = {
    from_port: 1,
    to_port: 2,
    protocol: "tcp",
    cidr_blocks: ["10.0.0.0/8"],
    description: null,
    ipv6_cidr_blocks: null,
    prefix_list_ids: null,
    security_groups: null,
    self: null,
  };
  const config = stack({
    resource: {
      aws_api_gateway_method_settings: {
        m: { rest_api_id: "a", stage_name: "b", method_path: "*/*", settings: { throttling_rate_limit: 0.1 } },
      },
      aws_security_group: { g: { name: "g", vpc_id: "v", ingress: [rule] } },
      aws_ecs_service: {
        s: {
          name: "s",
          network_configuration: { subnets: ["b", "a"] },
          load_balancer: [
            {
              container_name: "c",
              container_port: 80,
              target_group_arn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/x",
            },
            {
              container_name: "c",
              container_port: 81,
              target_group_arn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/y",
            },
          ],
        },
      },
      random_password: { p: { length: 8, keepers: { region: "${data.aws_region.here.id}" } } },
    },
    data: { aws_region: { here: {} } },
  });
  const bench = await Workbench.open({ stacks: [config] });
  try {
    expect(await bench.apply(config)).toMatchObject({ status: 0 });
    expect(await bench.plan(config)).toMatchObject({ status: 0 });
    expect(bench.attributes("aws_api_gateway_method_settings.m").settings).toMatchObject([
      { throttling_rate_limit: 0.1 },
    ]);
  } finally {
    await bench.close();
  }
});

test("a defect in a rule is told as one", async () => {
  const broken: ResourceRule = {
    type: "snowflake_warehouse",
    cites: "",
    create: ({ values }) => void (values.name = ["x"]),
  };
  const config = stack({ resource: { snowflake_warehouse: { a: { name: "A" } } } });
  const bench = await Workbench.open({
    stacks: [config],
    rules: [{ source: "snowflakedb/snowflake", resources: [broken], dataSources: [] }],
  });
  try {
    const refused = await bench.apply(config);
    expect(refused.text).toContain("this is a defect of the simulator");
    expect(refused.text).toContain('snowflake_warehouse.name is ["x"], expected string');
  } finally {
    await bench.close();
  }
});
