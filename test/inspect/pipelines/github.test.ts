import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { trustPolicy } from "../../../src/inspect/policy/aws";
import { Purpose } from "../../../src/inspect/policy/purpose";
import { renderPipelines } from "../../../src/inspect/pipelines";
import { CLOUDS, exampleEnvironment, parsedExample, renderedExample, type ExampleCloud } from "../../support/pipelines";

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}
interface Job {
  readonly if?: string;
  readonly needs?: string[];
  readonly environment?: string;
  readonly permissions?: Record<string, string>;
  readonly concurrency?: { group: string; "cancel-in-progress": boolean };
  readonly "timeout-minutes": number;
  readonly steps: Step[];
  readonly env?: Record<string, string>;
}
interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, Job>;
}

const PLATFORM = ".github/workflows/platform.yml";
const NIGHTLY = ".github/workflows/platform-nightly.yml";
const CHECKS = ["test", "rehearse", "validate"];
const LOGIN = /^(aws-actions\/configure-aws-credentials|google-github-actions\/auth)@/;

const jobOf = (workflow: Workflow, name: string): Job => {
  const found = workflow.jobs[name];
  if (found === undefined) throw new Error(`no job ${name}`);
  return found;
};
const environmentOf = ({ environment }: Job) => environment !== undefined;
const nameOf = ({ name, uses }: Step) => name ?? uses?.split("@")[0];
const stepOf = ({ steps }: Pick<Job, "steps">, name: string): string =>
  steps.find((step) => step.name === name)?.run ?? "";

describe.each(CLOUDS)("the workflows of %s", (cloud: ExampleCloud) => {
  const platform = parsedExample<Workflow>("github", cloud, PLATFORM);
  const nightly = parsedExample<Workflow>("github", cloud, NIGHTLY);
  const texts = [...renderedExample("github", cloud).values()];
  const jobs = [platform, nightly].flatMap((workflow) => Object.entries(workflow.jobs));
  const signedIn = jobs.filter(([, { environment }]) => environment !== undefined);
  const plain = jobs.filter(([, { environment }]) => environment === undefined);
  const steps = jobs.flatMap(([, job]) => job.steps);
  const [dev, prod] = [`${cloud}-dev`, `${cloud}-prod`];
  const job = (name: string) => jobOf(platform, name);

  test("plan pull requests and deploy main, never in the context of a pull request's target", () => {
    expect(platform.on).toEqual({ pull_request: { branches: ["main"] }, push: { branches: ["main"] } });
    expect(Object.keys(nightly.on)).toEqual(["schedule", "workflow_dispatch"]);
    expect(job(`plan-${dev}`).if).toContain("github.event_name == 'pull_request'");
    for (const name of [`plan-${dev}-main`, `deploy-${dev}`]) expect(job(name).if).toBe("github.event_name == 'push'");
  });

  test("grant nothing by default, reading to jobs that check out, and an identity only to those that sign in", () => {
    for (const workflow of [platform, nightly]) expect(workflow.permissions).toEqual({});
    expect(plain.map(([name]) => name)).toEqual(["test", "rehearse", "synthesize", "validate", "synthesize"]);
    for (const [name, { permissions }] of plain)
      expect([name, permissions]).toEqual([name, name === "validate" ? {} : { contents: "read" }]);
    // To see who reviews the deploy, and what the branch's last commit is.
    const reading = { [`plan-${prod}-main`]: { actions: "read" }, [`deploy-${prod}`]: { contents: "read" } };
    for (const [name, { permissions }] of signedIn)
      expect([name, permissions]).toEqual([name, { "id-token": "write", ...reading[name] }]);
  });

  test("give code of forks no credentials", () => {
    for (const name of [dev, prod])
      expect(job(`plan-${name}`).if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
    for (const [, each] of plain) expect(JSON.stringify(each)).not.toMatch(/credentials@|auth@|SNOWFLAKE_|vars\./);
  });

  test("pin every action to a commit and name its version", () => {
    const uses = texts.flatMap((text) => text.split("\n").filter((line) => line.includes("uses:")));
    expect(uses.length).toBe(steps.filter((step) => step.uses !== undefined).length);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("leave no token of GitHub's in the checkout", () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts).toHaveLength(plain.length - 1);
    for (const checkout of checkouts) expect(checkout.with).toMatchObject({ "persist-credentials": false });
  });

  test("put nothing that others write into a shell", () => {
    for (const { run } of steps) expect(run ?? "").not.toContain("${{");
  });

  test("install, build and synthesize in jobs without an identity alone, and run nothing from the registry by name", () => {
    for (const [, { steps: own }] of signedIn) {
      expect(own.filter(({ uses }) => uses?.startsWith("actions/checkout@"))).toEqual([]);
      for (const { run } of own) expect(run ?? "").not.toMatch(/npm (ci|run|install)|cdktf synth|tsc/);
    }
    for (const { run } of steps) expect(run ?? "").not.toMatch(/npx (?!--no-install)/);
  });

  test("hand the project over in a job that does nothing else, and restores no cache", () => {
    for (const each of [job("synthesize"), jobOf(nightly, "synthesize")]) {
      expect(each.steps.map(nameOf).slice(3)).toEqual([
        "Install",
        "Synthesize",
        "Lock the providers",
        "Pack the project",
        "Hand over the project",
      ]);
      expect(stepOf(each, "Install")).toMatch(/^npm ci --ignore-scripts$/m);
    }
    // Skipped, it would count as passed where a branch requires it.
    expect(job("validate")).toMatchObject({ if: "always()", needs: ["synthesize"] });
    const given: [string, Job][] = [["validate", job("validate")], ...signedIn];
    for (const [name, { steps: own, needs = [], env }] of given.filter(([each]) => !each.startsWith("deploy-"))) {
      const [get] = own.filter((step) => nameOf(step) === "Get the project");
      expect([name, get?.with]).toEqual([name, { name: "project" }]);
      expect(env?.MLOPS_SYNTHESIZED).toBe("cdktf.out");
      expect(["validate", "synthesize"].some((each) => needs.includes(each)) || name.startsWith("check-")).toBe(true);
    }
  });

  test("take the providers' versions and checksums from the job without an identity", () => {
    expect(stepOf(job("synthesize"), "Lock the providers")).toContain(`${prod} init -backend=false -input=false\n`);
    const inits = signedIn.flatMap(([, { steps: own }]) =>
      own.flatMap(({ run }) => run?.match(/^.* init .*$/gm) ?? []),
    );
    expect(inits.length).toBeGreaterThan(signedIn.length / 2);
    for (const each of inits) expect(each).toMatch(/ init -input=false -lockfile=readonly$/);
  });

  test("end a job on which nothing moves, a deploy after two hours", () => {
    for (const [name, each] of jobs) {
      const limit = /^(deploy|destroy)-/.test(name) ? 120 : environmentOf(each) ? 30 : 90;
      expect([name, each["timeout-minutes"] <= limit]).toEqual([name, true]);
    }
    expect(job(`deploy-${prod}`)["timeout-minutes"]).toBe(120);
  });

  test("install Node by its version, whatever files the project has", () => {
    const nodes = steps.filter(({ uses }) => uses?.startsWith("actions/setup-node@"));
    expect(nodes.length).toBeGreaterThan(0);
    for (const node of nodes) expect(node.with).toEqual({ "node-version": 22 });
  });

  test("sign in after what needs no credentials", () => {
    for (const [name, { steps: own }] of signedIn) {
      const order = own.map(nameOf);
      const login = own.findIndex(({ uses }) => LOGIN.test(uses ?? ""));
      expect(login >= 0).toBe(cloud !== "azure");
      if (login >= 0 && !name.startsWith("deploy-")) expect(order.indexOf("Unpack the project")).toBeLessThan(login);
    }
  });

  test("cache what rehearsals and checkov install, by the lock file, and in jobs without an identity alone", () => {
    const cached = jobs.flatMap(([name, { steps: own, env }]) =>
      own
        .filter(({ uses }) => uses?.startsWith("actions/cache@"))
        .map((step) => [name, step.with?.path === env?.MLOPS_CACHE, step.with?.key]),
    );
    expect(cached).toEqual(
      ["rehearse", "validate"].map((name) => [
        name,
        true,
        `mlops-${name}-\${{ runner.os }}-\${{ hashFiles('package-lock.json') }}`,
      ]),
    );
  });

  test("look for what is missing before Terraform starts, plan without a lock, and show the plan although it is refused", () => {
    for (const name of [`plan-${prod}`, `plan-${prod}-main`]) {
      const order = job(name).steps.map(nameOf);
      const expected = ["Unpack the project", "Check the credentials", "Plan", "Summarize the plan"];
      expect(order.filter((step) => expected.includes(step ?? ""))).toEqual(expected);
      expect(stepOf(job(name), "Plan")).toContain("plan -input=false -lock=false -out=plan.tfplan");
      expect(stepOf(job(name), "Summarize the plan")).toMatch(
        /\|\| status=\$\?\ncat summary\.md >> "\$GITHUB_STEP_SUMMARY"\nexit "\$status"\n$/,
      );
    }
  });

  test("apply the plan of the same run, and neither plan nor synthesize again", () => {
    const deploy = job(`deploy-${prod}`);
    expect(deploy.needs).toEqual([`plan-${prod}-main`]);
    const keep = job(`plan-${prod}-main`).steps.at(-1);
    const get = deploy.steps.find(({ name }) => name === "Get the approved plan");
    expect(get?.with).toEqual({ name: `plan-${prod}`, path: `cdktf.out/stacks/${prod}` });
    expect(keep?.with).toMatchObject({ name: `plan-${prod}`, "retention-days": 3 });
    expect(stepOf(deploy, "Apply the saved plan")).toMatch(/apply -input=false plan\.tfplan\n$/);
    expect(JSON.stringify(deploy)).not.toMatch(/setup-node|mlops (check|doctor)|project\.tgz/);
    expect(JSON.stringify(deploy)).not.toMatch(/cdktf synth|terraform -chdir=\S+ plan|auto-approve/);
  });

  test("keep no plan where anyone can read it", () => {
    const [first] = job(`plan-${dev}-main`).steps;
    expect(first?.name).toBe("Refuse a public repository");
    const uploads = jobs.filter(([, each]) =>
      each.steps.some(({ uses, name }) => uses?.startsWith("actions/upload-artifact@") && name === "Keep the plan"),
    );
    expect(uploads.map(([name]) => name).filter((name) => !/^plan-.*-main$/.test(name))).toEqual([]);
    for (const [, { steps: own }] of uploads) expect(own[0]).toEqual(first);
  });

  test("refuse the deploy of prod that nobody must approve, before the plan", () => {
    const names = job(`plan-${prod}-main`).steps.map(nameOf);
    expect(names.indexOf("Require an approval of the deploy")).toBeLessThan(names.indexOf("Plan"));
    expect(stepOf(job(`plan-${prod}-main`), "Require an approval of the deploy")).toContain(`/environments/${prod}"`);
    expect(job(`plan-${dev}-main`).steps.map(nameOf)).not.toContain("Require an approval of the deploy");
  });

  test("deploy prod after dev is deployed and checked, and check every deploy with the identity that reads", () => {
    expect(job(`plan-${prod}-main`).needs).toEqual([...CHECKS, `check-${dev}`]);
    expect(job(`plan-${dev}-main`).needs).toEqual(CHECKS);
    for (const name of [dev, prod]) {
      const check = job(`check-${name}`);
      expect(check).toMatchObject({ needs: [`deploy-${name}`], environment: `${name}-plan-main` });
      expect(nameOf(check.steps.at(-1) ?? {})).toBe("Check the deploy");
    }
  });

  test("deploy and destroy one environment at a time, and end no run that has begun", () => {
    const writing = jobs.filter(([name]) => /^(deploy|destroy)-/.test(name));
    expect(writing.length).toBeGreaterThan(1);
    for (const [name, { concurrency }] of writing)
      expect(concurrency).toEqual({
        group: `mlops-${name.replace(/^(deploy|destroy)-/, "")}`,
        "cancel-in-progress": false,
      });
  });

  test("look for drift with the identity that plans main, as nobody approves at night", () => {
    for (const name of [dev, prod]) {
      const drift = jobOf(nightly, `drift-${name}`);
      expect(drift.environment).toBe(`${name}-plan-main`);
      expect(stepOf(drift, "Look for drift")).toContain("-detailed-exitcode");
    }
  });

  test("have the identities by purpose", () => {
    expect(signedIn.map(([name, { environment }]) => [name, environment])).toEqual(
      signedIn.map(([name]) => {
        const environment = name.replace(/^(plan|deploy|check|drift|destroy)-/, "");
        if (/^(drift|check)-/.test(name)) return [name, `${environment}-plan-main`];
        return [name, name.startsWith("plan-") ? environment.replace(/(-main)?$/, "-plan$1") : environment];
      }),
    );
  });
});

test("a throw-away environment is planned while it lives, is destroyed at night, and holds prod not up", () => {
  const platform = parsedExample<Workflow>("github", "aws", PLATFORM);
  const nightly = parsedExample<Workflow>("github", "aws", NIGHTLY);
  expect(stepOf(jobOf(platform, "plan-aws-trial-main"), "Refuse an expired environment")).toBe(
    "npx --no-install mlops ttl aws-trial --alive",
  );
  expect(jobOf(platform, "plan-aws-prod-main").needs).not.toContain("check-aws-trial");
  expect(Object.keys(nightly.jobs).filter((name) => name.startsWith("destroy-"))).toEqual(["destroy-aws-trial"]);
  // Its end is no drift; that of the others has no end.
  expect(stepOf(jobOf(nightly, "drift-aws-trial"), "Look for drift")).toMatch(
    /^state=\$\(npx --no-install mlops ttl aws-trial\)\nif \[ "\$state" = expired \]; then .*; exit 0; fi\n/,
  );
  expect(stepOf(jobOf(nightly, "drift-aws-dev"), "Look for drift")).not.toContain("mlops ttl");
  // The day is in the environment's file, not in the pipeline.
  expect(JSON.stringify(nightly)).not.toContain("2027-03-31");
});

test.each([
  ["plan-aws-dev", Purpose.PLAN],
  ["plan-aws-dev-main", Purpose.PLAN],
  ["deploy-aws-dev", Purpose.DEPLOY],
])("%s runs in the GitHub environment that the role's trust policy names", (name, purpose) => {
  const { environment } = jobOf(parsedExample<Workflow>("github", "aws", PLATFORM), name);
  const trust = JSON.stringify(trustPolicy("123456789012", { repository: "example/platform" }, "aws-dev", purpose));
  expect(trust).toContain(`repo:example/platform:environment:${environment ?? ""}"`);
});

test("an approved plan is applied only if it is of the branch's last commit", () => {
  const { jobs } = parsedExample<Workflow>("github", "aws", PLATFORM);
  const folder = mkdtempSync(join(tmpdir(), "mlops-superseded-"));
  const gh = join(folder, "gh");
  const run = (head: string) => {
    writeFileSync(gh, `#!/bin/sh\n[ "$2" = repos/me/platform/git/ref/heads/release/1 ] && echo ${head}\n`);
    chmodSync(gh, 0o755);
    const [first] = jobs["deploy-aws-prod"]?.steps ?? [];
    return spawnSync("bash", ["--norc", "-eo", "pipefail", "-c", first?.run ?? "exit 9"], {
      encoding: "utf8",
      env: {
        PATH: `${folder}${delimiter}${process.env.PATH ?? ""}`,
        GITHUB_REPOSITORY: "me/platform",
        GITHUB_REF_NAME: "release/1",
        GITHUB_SHA: "a1",
      },
    });
  };
  expect(run("a1").status).toBe(0);
  expect(run("b2")).toMatchObject({
    status: 1,
    stdout:
      "::error::The plan is of a1, and release/1 is at b2. Approve the run of that commit, or push one if it has no run.\n",
  });
  rmSync(folder, { recursive: true });
  expect(jobs["deploy-aws-dev"]?.steps[0]?.name).toBe("Get the approved plan");
});

test("a session on AWS has the hours that are given, one without them", () => {
  const durations = (sessionHours?: number) => {
    const [file] = renderPipelines("github", { environments: [exampleEnvironment("aws-dev")], sessionHours });
    const { jobs } = parse(file?.text ?? "") as Workflow;
    const steps = Object.values(jobs).flatMap((each) => each.steps.filter(({ uses }) => LOGIN.test(uses ?? "")));
    return [...new Set(steps.map((step) => step.with?.["role-duration-seconds"]))];
  };
  expect([durations(), durations(2)]).toEqual([[3600], [7200]]);
});

test("the branch of the nightly workflow is said to be the default one, as a schedule runs there alone", () => {
  const files = renderPipelines("github", { environments: [exampleEnvironment("aws-dev")] }, "release");
  expect(files.find(({ file }) => file === NIGHTLY)?.text).toContain(
    "default branch of the repository alone, which must be release.",
  );
});

test("each cloud is signed in to without a key, and Snowflake by the cloud's role or a token of the pipeline", () => {
  const login = (cloud: ExampleCloud) => {
    const { steps, env } = jobOf(parsedExample<Workflow>("github", cloud, PLATFORM), `deploy-${cloud}-dev`);
    const step = steps.find(({ uses }) => LOGIN.test(uses ?? ""));
    const apply = stepOf({ steps }, "Apply the saved plan");
    return {
      with: Object.keys(step?.with ?? {}),
      provider: env?.SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER,
      token: apply.includes("audience=snowflakecomputing.com"),
      own: Object.keys(env ?? {}).filter((name) => /^(ARM|GOOGLE|AWS)_/.test(name)),
    };
  };
  expect({ aws: login("aws"), azure: login("azure"), gcp: login("gcp") }).toEqual({
    aws: {
      with: ["role-to-assume", "aws-region", "role-duration-seconds"],
      provider: "AWS",
      token: false,
      own: ["AWS_REGION"],
    },
    azure: {
      with: [],
      provider: "OIDC",
      token: true,
      own: ["ARM_USE_OIDC", "ARM_CLIENT_ID", "ARM_TENANT_ID", "ARM_SUBSCRIPTION_ID"],
    },
    gcp: {
      with: ["workload_identity_provider", "service_account"],
      provider: "OIDC",
      token: true,
      own: ["GOOGLE_PROJECT"],
    },
  });
});
