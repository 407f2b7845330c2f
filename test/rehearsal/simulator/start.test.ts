import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Account, startSimulator, type Simulator } from "../../../src/rehearsal/simulator";
import type { ProviderRules } from "../../../src/rehearsal/simulator/rule";
import { readUsage } from "../../../src/rehearsal/simulator/usage";

let folder: string;
let stacks: string[];

interface Reattach {
  readonly Protocol: string;
  readonly ProtocolVersion: number;
  readonly Pid: number;
  readonly Test: boolean;
  readonly Addr: { readonly Network: string; readonly String: string };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "start-"));
  stacks = [];
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

function start(options: { accounts?: Map<string, Account>; rules?: ProviderRules[] } = {}): Promise<Simulator> {
  return startSimulator({ stacks, bindings: resolve(__dirname, "../../.."), rules: [], cache: folder, ...options });
}

function reattach(simulator: Simulator): Record<string, Reattach> {
  return JSON.parse(simulator.environment.TF_REATTACH_PROVIDERS ?? "") as Record<string, Reattach>;
}

function connects(address: string): Promise<boolean> {
  const [host, port] = address.split(":");
  return new Promise((done) => {
    const socket = createConnection({ host: host ?? "", port: Number(port) });
    socket.on("connect", () => {
      socket.destroy();
      done(true);
    });
    socket.on("error", () => {
      done(false);
    });
  });
}

describe("what a stack uses", () => {
  test("types belong to the provider that their provider argument or their first word names", () => {
    const stack = file("stack.json", {
      terraform: {
        required_providers: { aws: { source: "aws" }, "google-beta": { source: "hashicorp/google-beta" } },
      },
      resource: {
        aws_vpc: { a: {} },
        google_api_gateway_api: { b: { provider: "google-beta" } },
        google_project: { c: {} },
        terraform_data: { d: {} },
      },
      data: { aws_region: { e: { provider: "aws.other" } } },
    });
    const usage = readUsage([stack]);
    expect([...usage.keys()]).toEqual(["hashicorp/aws", "hashicorp/google-beta", "hashicorp/google"]);
    expect(usage.get("hashicorp/google-beta")?.resources).toEqual(new Set(["google_api_gateway_api"]));
    expect(usage.get("hashicorp/google")?.resources).toEqual(new Set(["google_project"]));
    expect(usage.get("hashicorp/aws")?.dataSources).toEqual(new Set(["aws_region"]));
  });

  test.each(["module", "ephemeral"])("a stack with a %s is refused, as nobody could tell its types", (kind) => {
    const stack = file("stack.json", { [kind]: { network: {} } });
    expect(() => readUsage([stack])).toThrow(`${kind} network can't be simulated`);
  });

  test("types that only the state still has count as well", () => {
    const state = file("state.json", {
      resources: [
        { mode: "managed", type: "aws_vpc", provider: 'provider["registry.terraform.io/hashicorp/aws"]' },
        { mode: "data", type: "aws_region", provider: 'provider["registry.opentofu.org/hashicorp/aws"].other' },
        { mode: "managed", type: "terraform_data", provider: 'provider["terraform.io/builtin/terraform"]' },
      ],
    });
    const usage = readUsage([], [state]);
    expect([...usage.keys()]).toEqual(["hashicorp/aws"]);
    expect(usage.get("hashicorp/aws")?.resources).toEqual(new Set(["aws_vpc"]));
    expect(usage.get("hashicorp/aws")?.dataSources).toEqual(new Set(["aws_region"]));
  });
});

describe("starting the simulator", () => {
  beforeEach(() => {
    stacks = [
      file("stack.json", {
        terraform: { required_providers: { time: { source: "hashicorp/time" }, random: { source: "random" } } },
        resource: { time_sleep: { a: {} } },
      }),
    ];
  });

  test("every provider is announced to Terraform and to OpenTofu, on the loopback interface", async () => {
    const simulator = await start();
    try {
      const entries = reattach(simulator);
      expect(Object.keys(entries).sort()).toEqual([
        "registry.opentofu.org/hashicorp/random",
        "registry.opentofu.org/hashicorp/time",
        "registry.terraform.io/hashicorp/random",
        "registry.terraform.io/hashicorp/time",
      ]);
      for (const entry of Object.values(entries)) {
        expect(entry).toMatchObject({ Protocol: "grpc", ProtocolVersion: 6, Pid: process.pid, Test: true });
        expect(entry.Addr).toEqual({ Network: "tcp", String: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string });
      }
    } finally {
      await simulator.close();
    }
  });

  test("nothing listens after close", async () => {
    const simulator = await start();
    const { String: address } = Object.values(reattach(simulator))[0]?.Addr ?? { String: "" };
    expect(await connects(address)).toBe(true);
    await simulator.close();
    expect(await connects(address)).toBe(false);
  });

  test("Terraform reads a CLI configuration of our own, which is empty", async () => {
    const simulator = await start();
    await simulator.close();
    expect(readFileSync(simulator.environment.TF_CLI_CONFIG_FILE ?? "", "utf8")).toBe("");
    expect(simulator.environment.CHECKPOINT_DISABLE).toBe("1");
  });

  test("only the types in use are read, and once", async () => {
    await (await start()).close();
    const cached = readdirSync(join(folder, "schemas")).find((name) => name.includes("provider-time")) ?? "";
    expect(readdirSync(join(folder, "schemas", cached)).sort()).toEqual(["provider.json", "resource.time_sleep.json"]);
    const entry = join(folder, "schemas", cached, "resource.time_sleep.json");
    const block = JSON.parse(readFileSync(entry, "utf8")) as { attributes: object[] };
    block.attributes.push({ name: "from_the_cache", type: "string" });
    writeFileSync(entry, JSON.stringify(block));
    await (await start()).close();
    expect(readFileSync(entry, "utf8")).toContain("from_the_cache");
  });

  test("a cache entry that was cut off is made again", async () => {
    await (await start()).close();
    const cached = readdirSync(join(folder, "schemas")).find((name) => name.includes("provider-time")) ?? "";
    const entry = join(folder, "schemas", cached, "resource.time_sleep.json");
    const whole = readFileSync(entry, "utf8");
    writeFileSync(entry, whole.slice(0, 20));
    await (await start()).close();
    expect(readFileSync(entry, "utf8")).toBe(whole);
  });

  test("accounts that are given are used", async () => {
    const account = new Account();
    const simulator = await start({ accounts: new Map([["hashicorp/time", account]]) });
    await simulator.close();
    expect(simulator.accounts.get("hashicorp/time")).toBe(account);
    expect(simulator.accounts.get("hashicorp/random")).toBeInstanceOf(Account);
  });

  test("a provider acts on the account that it shares, with what existed in either", async () => {
    const none = { resources: [], dataSources: [] };
    const rules = [
      { source: "hashicorp/time", ...none },
      { source: "hashicorp/random", sharesAccountOf: "hashicorp/time", ...none },
    ];
    const [time, random] = [new Account(), new Account()];
    time.put("time_static", "1", {});
    random.put("random_id", "1", {});
    const accounts = new Map([
      ["hashicorp/time", time],
      ["hashicorp/random", random],
    ]);
    const simulator = await start({ rules, accounts });
    await simulator.close();
    const shared = simulator.accounts.get("hashicorp/time");
    expect(simulator.accounts.get("hashicorp/random")).toBe(shared);
    expect(shared?.all.map(({ type }) => type).sort()).toEqual(["random_id", "time_static"]);
  });

  test("both Google providers act on one account", async () => {
    stacks = [
      file("google.json", {
        resource: { google_project: { a: {} }, google_storage_bucket: { b: { provider: "google-beta" } } },
      }),
    ];
    const simulator = await start();
    await simulator.close();
    expect(simulator.accounts.get("hashicorp/google")).toBeInstanceOf(Account);
    expect(simulator.accounts.get("hashicorp/google-beta")).toBe(simulator.accounts.get("hashicorp/google"));
  });

  test("a type that the bindings do not have is an error", async () => {
    stacks = [file("wrong.json", { resource: { time_machine: { a: {} } } })];
    await expect(start()).rejects.toThrow("@cdktf/provider-time 11.0.1 has no resource time_machine");
  });

  test("a type whose bindings leave out its blocks is an error that says so", async () => {
    stacks = [file("waf.json", { resource: { aws_wafv2_web_acl: { a: {} } } })];
    await expect(start()).rejects.toThrow(
      'aws_wafv2_web_acl can\'t be simulated: its bindings leave out what a block "rule" holds',
    );
  });
});
