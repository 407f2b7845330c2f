import { blocks, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import { refuse } from "../../../simulator/writers";

const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  containerInsights: ["enabled", "disabled", "enhanced"],
};

export const clusterActs: Readonly<Record<string, Acts>> = {
  aws_ecs_cluster: {
    check: ({ values }) => {
      for (const setting of blocks(values, "setting")) {
        const [name = "", value = ""] = [text(setting, "name"), text(setting, "value")];
        if (SETTINGS[name]?.includes(value) !== true)
          refuse(`InvalidParameterException: Invalid cluster setting: ${name} = ${value}`, "setting");
      }
    },
  },
};
