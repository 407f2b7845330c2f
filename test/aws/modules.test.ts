import { barrelsIn, bindingsOf, loadedBy, providersIn } from "../support/modules";

const loaded = loadedBy("aws");

test("a program for AWS loads the providers of AWS and Snowflake, and no other cloud's", () => {
  expect(providersIn(loaded)).toEqual(["provider-aws", "provider-random", "provider-snowflake", "provider-time"]);
});

test("no provider's barrel is loaded: it costs 300 times more than a resource", () => {
  expect(barrelsIn(loaded)).toEqual([]);
});

test("neither the rehearsal nor the command line is loaded by constructs", () => {
  expect(loaded.filter((file) => /\/dist\/(rehearsal|cli)\//.test(file))).toEqual([]);
});

test("the root of the package loads no provider at all", () => {
  expect(providersIn(loadedBy("index.js"))).toEqual([]);
});

test.each(["aws-dev", "aws-prod"])("no binding is loaded that %s does not use", (environment) => {
  const { loaded: bindingTypes, used } = bindingsOf("aws", "AwsMlopsStack", environment);
  expect(bindingTypes).toEqual(used);
});
