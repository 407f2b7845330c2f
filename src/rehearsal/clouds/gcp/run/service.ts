import { newId, now } from "../../../simulator/ids";
import { block, blocks, isSet, isTrue, number } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, UpdateContext, Values } from "../../../simulator/rule";
import { fill } from "../../../simulator/writers";
import { deployer } from "../session";
import { addressOf, containersOf, templateOf } from "./applied";
import { settleRevision } from "./revisions";
import { awaitRevision } from "./start";
import { checkTemplate } from "./template";

const READY: Values = { type: "Ready", state: "CONDITION_SUCCEEDED" };

function settle(context: CreateContext): void {
  const { account, type, values } = context;
  settleRevision(context);
  const generation = String((number(values, "generation") ?? 0) + 1);
  Object.assign(values, {
    ...{ generation, observed_generation: generation, etag: `"${newId(account, type, "hex", 12)}"` },
    ...{ update_time: now(), last_modifier: deployer().email, terminal_condition: [{ ...READY }] },
  });
}

function create(context: CreateContext): void {
  const { account, type, values } = context;
  const uri = `https://${String(values.name)}-${newId(account, type, "lower", 13)}.a.run.app`;
  values.generation = "0";
  fill(values, { uri, urls: [addressOf(values) ?? uri, uri], create_time: now(), creator: deployer().email });
  settle(context);
}

/**
 * What the service fills in where the configuration is silent, and the provider at 6.50 reads back.
 * @see https://github.com/hashicorp/terraform-provider-google/blob/main/CHANGELOG.md
 */
function read({ values }: { readonly values: Values }): void {
  // Its own block `scaling` comes back although nobody wrote it (fixed in 7.13).
  if (!isSet(values, "scaling"))
    values.scaling = [{ min_instance_count: 0, scaling_mode: "", manual_instance_count: 0 }];
  // gcloud and the console write who they are, and the stage becomes the one that the service's features need by then.
  Object.assign(values, { client: "gcloud", client_version: "500.0.0", launch_stage: "GA" });
  const template = templateOf(values);
  const scaling = block(template, "scaling");
  // 7.44
  if (scaling !== undefined && !number(scaling, "max_instance_count")) scaling.max_instance_count = 100;
  const sizes = containersOf(values).flatMap((each) => blocks(each, "resources"));
  // Not verified: an instance is boosted as a whole. https://github.com/hashicorp/terraform-provider-google/issues/20784
  const isBoosted = sizes.some((each) => isTrue(each, "startup_cpu_boost"));
  for (const resources of sizes) {
    const [limits] = blocks(resources, "limits");
    if (limits !== undefined) resources.limits = { cpu: "1000m", memory: "512Mi", ...limits };
    if (isBoosted) resources.startup_cpu_boost = true;
  }
}

export const runActs: Readonly<Record<string, Acts>> = {
  google_cloud_run_v2_service: {
    check: checkTemplate,
    create,
    update: (context: UpdateContext) => settle(context),
    settle: awaitRevision,
    read,
  },
};
