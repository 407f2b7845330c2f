import { allRules } from "../../../src/rehearsal/clouds";
import { TerraformFolder } from "../../support/terraform";
import { Synthesized } from "../synthesized";
import { SPLIT } from "./fixture";

const TIMEOUT = 300_000;

describe("endpoints of a platform on Azure", () => {
  const first = Synthesized.environment({ endpoints: [SPLIT] }).json;
  let terraform: TerraformFolder;
  const step = async (...parameters: string[]) => {
    const { code, output } = await terraform.run(...parameters, "-input=false");
    return { code, output: output.replace(/[\s│]+/g, " ") };
  };
  beforeAll(async () => {
    terraform = await TerraformFolder.open({ stacks: [first], rules: allRules });
    await terraform.use(first);
    const { code, output } = await step("apply", "-auto-approve");
    expect([code, code === 0 ? "" : output.slice(-3000)]).toEqual([0, ""]);
  }, TIMEOUT);
  afterAll(() => terraform.close());

  test(
    "the second plan is empty",
    async () => {
      const { code, output } = await step("plan", "-detailed-exitcode");
      expect([code, code === 0 ? "" : output.slice(-3000)]).toEqual([0, ""]);
    },
    TIMEOUT,
  );

  test(
    "a destroy leaves nothing",
    async () => {
      const { code, output } = await step("destroy", "-auto-approve");
      expect([code, code === 0 ? "" : output.slice(-3000)]).toEqual([0, ""]);
      expect([...terraform.simulator.accounts.values()].flatMap(({ all }) => all.map(({ id }) => id))).toEqual([]);
    },
    TIMEOUT,
  );
});
