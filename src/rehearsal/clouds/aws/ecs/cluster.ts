import type { CreateContext, ResourceRule } from "../../../simulator/rule";
import { makeArn } from "../arn";
import { all } from "../lookup";
import { blocks, text, texts } from "../../../simulator/readers";
import { fill, refuse } from "../../../simulator/writers";

const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  containerInsights: ["enabled", "disabled", "enhanced"],
};

function checkSettings(context: CreateContext): void {
  for (const setting of blocks(context.values, "setting")) {
    const name = text(setting, "name") ?? "";
    const value = text(setting, "value") ?? "";
    if (SETTINGS[name]?.includes(value) !== true)
      refuse(`InvalidParameterException: Invalid cluster setting: ${name} = ${value}`, "setting");
  }
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html */
export const cluster: ResourceRule = {
  type: "aws_ecs_cluster",
  cites: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html",
  validate: (context) => {
    const name = text(context.config, "name");
    if (name !== undefined && !/^[A-Za-z0-9_-]{1,255}$/.test(name))
      context.error(`"name" must have 1 to 255 letters, numbers, hyphens and underscores: "${name}"`, "name");
  },
  create: (context) => {
    checkSettings(context);
    const arn = makeArn(context, "ecs", `cluster/${String(context.values.name)}`);
    if (context.account.get("aws_ecs_cluster", arn))
      refuse(`ECS Cluster (${String(context.values.name)}) already exists`, "name");
    context.values.id = arn;
    fill(context.values, { arn });
  },
  update: checkSettings,
  delete: (context) => {
    const { name, arn } = context.prior;
    if (all(context.account, "aws_ecs_service").some((service) => service.cluster === arn || service.cluster === name))
      refuse("ClusterContainsServicesException: The Cluster cannot be deleted while Services are active.");
  },
};

function checkProviders(context: CreateContext): void {
  const { account, values } = context;
  const name = text(values, "cluster_name") ?? "";
  if (!all(account, "aws_ecs_cluster").some((candidate) => candidate.name === name))
    refuse("ClusterNotFoundException: Cluster not found.", "cluster_name");
  const providers = texts(values, "capacity_providers");
  const unknown = providers.find(
    (provider) =>
      !["FARGATE", "FARGATE_SPOT"].includes(provider) && !account.get("aws_ecs_capacity_provider", provider),
  );
  if (unknown !== undefined)
    refuse(
      `InvalidParameterException: The specified capacity provider '${unknown}' was not found. Specify a valid name or ARN and try again.`,
      "capacity_providers",
    );
  const strategy = blocks(values, "default_capacity_provider_strategy");
  const foreign = strategy.find((item) => !providers.includes(text(item, "capacity_provider") ?? ""));
  if (foreign)
    refuse(
      "InvalidParameterException: The specified default capacity provider strategy cannot contain a capacity provider that is not associated with the cluster.",
      "default_capacity_provider_strategy",
    );
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html */
export const capacityProviders: ResourceRule = {
  type: "aws_ecs_cluster_capacity_providers",
  cites: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html",
  create: (context) => {
    checkProviders(context);
    context.values.id = context.values.cluster_name ?? null;
  },
  update: checkProviders,
};
