import tseslint from "typescript-eslint";

const providerBarrel = {
  regex: "^@cdktf/provider-[a-z-]+$",
  message: "Import the resource's own subpath (@cdktf/provider-aws/lib/s3-bucket): the barrel costs 300 times more.",
};
const ownSources = {
  regex: "^(\\.\\./)+src(/|$)",
  message: "Stacks and examples import the package by its name, as its users do.",
};

export default tseslint.config(
  { ignores: ["dist/", ".build/", "node_modules/", "cdktf.out/", "**/*.js"] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    files: ["**/*.ts"],
    rules: {
      "max-lines": ["error", { max: 400 }],
      "no-restricted-imports": ["error", { patterns: [providerBarrel] }],
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/no-non-null-assertion": "error",
      eqeqeq: "error",
    },
  },
  {
    // Modules are loaded late here.
    files: ["src/*/optional-bindings.ts", "stacks/clouds.ts"],
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    files: ["stacks/**/*.ts", "examples/**/*.ts"],
    rules: { "no-restricted-imports": ["error", { patterns: [providerBarrel, ownSources] }] },
  },
);
