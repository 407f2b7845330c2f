import type { PipelineEnvironment } from "./environment";
import { SNOWFLAKE_ROLE } from "./snowflake";

/** The lines of a step as one text. */
export const shell = (lines: readonly string[]): string =>
  lines.length === 1 ? lines.join() : `${lines.join("\n")}\n`;

/** A step of a job, in words that every system's shell understands. */
export interface Step {
  readonly name: string;
  /** Lines for bash with `set -eo pipefail`. */
  readonly run: readonly string[];
  /** It reaches the cloud and Snowflake. @default - false: it needs no credentials */
  readonly signedIn?: boolean;
}

/** Minutes after which a job is ended, on every system by itself: GitLab would end all of them after an hour, GitHub after six. */
export const MINUTES = {
  test: 90,
  rehearse: 45,
  synthesize: 20,
  validate: 30,
  /** Plans, checks and drift. */
  read: 30,
  /** Deploys and destroys. */
  change: 120,
} as const;

/** The release of Terraform that the pipelines install: the one that the rehearsals ran. */
export const TERRAFORM = {
  version: "1.11.4",
  // https://releases.hashicorp.com/terraform/1.11.4/terraform_1.11.4_SHA256SUMS
  linuxAmd64: "1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc",
} as const;

/** Variable with the addresses, separated by blanks, whose replacement or destruction a plan may contain. */
export const ALLOW = "MLOPS_ALLOW";

/** Days for which a plan is kept, as an approval may wait over a weekend: nobody can approve it after them. */
export const PLAN_DAYS = 3;

/** The saved plan, in the folder of the stack. */
const PLAN = "plan.tfplan";

/** Folder of a stack's Terraform configuration, where `cdktf synth` writes it. */
export const stackFolder = (name: string): string => `cdktf.out/stacks/${name}`;

const terraform = (name: string, ...words: string[]) => `terraform -chdir=${stackFolder(name)} ${words.join(" ")}`;
/** Downloads the providers, of which a job without an identity has chosen the versions and written the checksums. */
const init = (name: string) => terraform(name, "init", "-input=false", "-lockfile=readonly");
// Never from the registry: npx would run whatever package has the name.
const installed = (...words: string[]) => `npx --no-install ${words.join(" ")}`;

const installBy = (command: string): Step => ({ name: "Install", run: [command, "npm run --if-present build"] });

/** Installs and builds the project, in a job without an identity that hands nothing over. */
export const INSTALL = installBy("npm ci");

/** What a job without an identity hands to those that have one: the built project with its commands and `cdktf.out`. */
export const PROJECT = "project";
export const PROJECT_ARCHIVE = `${PROJECT}.tgz`;

/** Folder of the project for what rehearsals and checkov install, where a system caches only what lies in the project. */
export const CACHE_FOLDER = ".mlops-cache";

/** The lock files of what `MLOPS_CACHE` holds: the version of this package, which pins its Python packages. */
export const LOCK_FILE = "package-lock.json";

/** With it the commands of mlops read what was synthesized, and do not run the app. */
export const READ_SYNTHESIZED = { MLOPS_SYNTHESIZED: "cdktf.out" } as const;

/**
 * Packs the project in one file, as artifacts keep neither links nor the permission to execute. The bindings of the providers, by far the
 * largest packages, are needed for synthesis alone.
 */
const PACK: Step = {
  name: "Pack the project",
  run: [
    "archive=$(mktemp)",
    [
      'tar -czf "$archive"',
      "--exclude=./.git",
      "--exclude=.terraform",
      `--exclude=./${CACHE_FOLDER}`,
      "--exclude='./node_modules/@cdktf/provider-*' .",
    ].join(" "),
    `mv "$archive" ${PROJECT_ARCHIVE}`,
  ],
};

/**
 * What a job without an identity does for those that have one: what is handed to them is installed without install scripts. The lock files
 * of the providers are handed over too.
 */
export const build = (names: readonly string[]): readonly Step[] => [
  installBy("npm ci --ignore-scripts"),
  { name: "Synthesize", run: [installed("cdktf", "synth")] },
  { name: "Lock the providers", run: names.map((name) => terraform(name, "init", "-backend=false", "-input=false")) },
  PACK,
];

export const UNPACK: Step = {
  name: "Unpack the project",
  run: [`tar -xzf ${PROJECT_ARCHIVE}`, `rm ${PROJECT_ARCHIVE}`],
};

export const LINT_AND_TEST: readonly Step[] = [
  { name: "Lint", run: ["npm run --if-present lint"] },
  { name: "Test", run: ["npm run --if-present test"] },
];

/** @param name the environment, or a variable of the shell with it */
export const rehearse = (name: string): Step => ({ name: "Rehearse", run: [installed("mlops", "rehearse", name)] });

export const verify = (names: readonly string[]): Step => ({
  name: "Check the policies",
  run: [installed("mlops", "verify", ...names)],
});

/** Checks a configuration with the real providers. Without its backend, so that it needs no identity. */
export const validate = (name: string): Step => ({
  name: `Validate ${name}`,
  run: [terraform(name, "init", "-backend=false", "-input=false", "-lockfile=readonly"), terraform(name, "validate")],
});

/** A throw-away environment whose last day is over is not created again. */
export const refuseExpired = ({ name, ttl }: PipelineEnvironment): Step[] =>
  ttl === undefined
    ? []
    : [{ name: "Refuse an expired environment", run: [installed("mlops", "ttl", name, "--alive")] }];

export const doctor = (name: string): Step => ({
  name: "Check the credentials",
  run: [installed("mlops", "doctor", name)],
  signedIn: true,
});

/**
 * Plans without a lock, as the identity that plans cannot write to the state, and shows what will happen. A refused change fails the job
 * after the summary is published.
 * @param publish how the system shows summary.md, besides in the log
 */
export const plan = (name: string, publish: readonly string[]): Step[] => [
  {
    name: "Plan",
    run: [
      "umask 077",
      init(name),
      terraform(name, "plan", "-input=false", "-lock=false", `-out=${PLAN}`),
      `${terraform(name, "show", "-json", PLAN)} > plan.json`,
    ],
    signedIn: true,
  },
  {
    name: "Summarize the plan",
    run: [
      "status=0",
      `${installed("mlops", "plan-summary", "plan.json", "--title", name, "--markdown", "summary.md", "--costs")} \${${ALLOW}:+--allow $${ALLOW}} || status=$?`,
      ...publish,
      'exit "$status"',
    ],
  },
];

/** Applies the plan that was approved. Terraform refuses it if the state has changed since. */
export const apply = (name: string): Step => ({
  name: "Apply the saved plan",
  run: [init(name), terraform(name, "apply", "-input=false", PLAN)],
  signedIn: true,
});

export const check = (name: string): Step => ({
  name: "Check the deploy",
  run: [installed("mlops", "check", name, "--role", SNOWFLAKE_ROLE)],
  signedIn: true,
});

/** A throw-away environment whose last day is over is destroyed, or will be this night: it has no drift. */
const skipExpired = ({ name, ttl }: PipelineEnvironment): string[] =>
  ttl === undefined
    ? []
    : [
        `state=$(${installed("mlops", "ttl", name)})`,
        `if [ "$state" = expired ]; then echo "${name} has expired: drift is not looked for"; exit 0; fi`,
      ];

/** Finds differences between what is deployed and the configuration: exit status 2 of the plan. They fail the job after the summary. */
export const drift = (environment: PipelineEnvironment, publish: readonly string[]): Step => ({
  name: "Look for drift",
  run: driftLines(environment, publish),
  signedIn: true,
});

function driftLines(environment: PipelineEnvironment, publish: readonly string[]): string[] {
  const { name } = environment;
  return [
    ...skipExpired(environment),
    "umask 077",
    init(name),
    "status=0",
    `${terraform(name, "plan", "-input=false", "-lock=false", "-detailed-exitcode", `-out=${PLAN}`)} || status=$?`,
    `if [ "$status" -eq 0 ]; then echo "${name}: no drift"; exit 0; fi`,
    'if [ "$status" -ne 2 ]; then exit "$status"; fi',
    `${terraform(name, "show", "-json", PLAN)} > plan.json`,
    // 1 says that there is drift.
    `${installed("mlops", "plan-summary", "plan.json", "--title", name, "--drift", "--markdown", "summary.md")} || [ $? -eq 1 ]`,
    ...publish,
    `echo "${name} differs from its configuration" >&2`,
    "exit 2",
  ];
}

/** Destroys a throw-away environment after its last day, which the environment's file has now, not when the pipeline was rendered. */
export const destroyExpired = (name: string): Step => ({
  name: "Destroy an expired environment",
  run: [
    `state=$(${installed("mlops", "ttl", name)})`,
    'if [ "$state" != expired ]; then exit 0; fi',
    init(name),
    terraform(name, "destroy", "-input=false", "-auto-approve"),
  ],
  signedIn: true,
});

/**
 * Downloads Terraform where no action of the system does, and compares its checksum.
 * @param folder where the program goes
 */
export const installTerraform = (folder: string): Step => ({
  name: "Install Terraform",
  run: [
    `archive=terraform_${TERRAFORM.version}_linux_amd64.zip`,
    `curl -sSfLO "https://releases.hashicorp.com/terraform/${TERRAFORM.version}/$archive"`,
    `echo "${TERRAFORM.linuxAmd64}  $archive" | sha256sum --check --quiet`,
    // Python is in every image; unzip would have to be installed.
    `python3 -m zipfile -e "$archive" ${folder}`,
    `chmod +x ${folder}/terraform`,
    'rm "$archive"',
  ],
});

/** What a job does that plans an environment: without credentials first, then with them. */
export function planSteps(environment: PipelineEnvironment, publish: readonly string[]): Step[] {
  const { name } = environment;
  return [...refuseExpired(environment), doctor(name), ...plan(name, publish)];
}
