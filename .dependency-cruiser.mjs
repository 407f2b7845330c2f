// The arrows of the architecture: CONTRIBUTING.md draws them. `npm run lint` checks them; imports of types count.
const LAYERS = ["core", "snowflake", "mlflow", "kedro", "platform"];
/** The clouds, each with the providers that it imports. */
const CLOUDS = { aws: ["aws"], azure: ["azurerm", "azuread"], gcp: ["google", "google-beta"] };
const SHARED = ["snowflake", "random", "time"];
const TOOLS = ["inspect", "rehearsal", "cli"];

const among = (folders) => `^src/(${folders.join("|")})/`;
const not = (folders) =>
  among([...LAYERS, ...Object.keys(CLOUDS), ...TOOLS].filter((folder) => !folders.includes(folder)));

/** What a folder may not import: everything but itself and what is named. */
const only = (folder, allowed, comment) => ({
  name: `${folder}-imports`,
  comment,
  severity: "error",
  from: { path: among([folder]) },
  to: { path: not([folder, ...allowed]) },
});

/** The bindings that a folder may import. */
const bindings = (folder, comment, allowed) => ({
  name: `${folder}-bindings`,
  comment,
  severity: "error",
  from: { path: among([folder]) },
  to: { path: "@cdktf/provider-", pathNot: allowed.map((name) => `@cdktf/provider-${name}/`) },
});

export default {
  forbidden: [
    {
      name: "no-circles",
      comment: "Files that import each other cannot be read, tested or moved alone.",
      severity: "error",
      from: { path: "^(src|stacks|examples)/" },
      to: { circular: true },
    },
    ...LAYERS.map((layer, index) =>
      only(layer, LAYERS.slice(0, index), "core <- snowflake <- mlflow <- kedro <- platform <- clouds"),
    ),
    ...Object.keys(CLOUDS).map((cloud) =>
      only(cloud, LAYERS, "A cloud imports the layers below it, and no other cloud."),
    ),
    {
      name: "src-below-its-users",
      comment: "What is published imports nothing that is not.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(stacks|examples|test|bench|scripts)/" },
    },
    bindings("core", "core imports no provider.", []),
    ...LAYERS.slice(1).map((layer) => bindings(layer, "The layers below the clouds know no cloud.", SHARED)),
    ...Object.entries(CLOUDS).map(([cloud, own]) =>
      bindings(cloud, "A user of one cloud installs the provider of that cloud alone.", [...SHARED, ...own]),
    ),
    only("inspect", ["core"], "It knows synthesized JSON, not the constructs."),
    only("rehearsal", ["core", "inspect"], "It knows synthesized JSON, state and bindings, not the constructs."),
    only("cli", ["core", "inspect", "rehearsal"], "It works on any CDKTF project, whatever constructs it uses."),
    {
      name: "settings-below-checks",
      comment: "settings <- checks <- construct",
      severity: "error",
      from: { path: "/settings\\.ts$" },
      to: { path: "^src/(aws|azure|gcp|kedro|platform|snowflake)/.*(checks|attributes)\\.ts$" },
    },
    {
      name: "checks-below-constructs",
      comment: "settings <- checks <- construct",
      severity: "error",
      from: { path: "^src/(aws|azure|gcp|kedro|mlflow|platform|snowflake)/.*/checks\\.ts$" },
      to: { path: "/([^/]+)/(\\1|attributes)\\.ts$" },
    },
    {
      name: "components-by-interface",
      comment: "A component sees another through its interface, settings and helpers, never its construct.",
      severity: "error",
      from: { path: "^src/(aws|azure|gcp)/([^/]+)/" },
      to: { path: "^src/$1/([^/]+)/(\\1|attributes)\\.ts$", pathNot: "^src/$1/$2/" },
    },
    {
      name: "observability-on-top",
      comment: "Observability sees the other components; none sees it.",
      severity: "error",
      from: { path: "^src/(aws|azure|gcp)/([^/]+)/", pathNot: "/observability/" },
      to: { path: "^src/$1/observability/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|\\.build)/" },
  },
};
