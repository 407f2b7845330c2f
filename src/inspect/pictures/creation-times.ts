import type { Block, StackGraph } from "../stack";

/** What a resource is in the platform. */
export type Role = "database" | "server" | "other";

interface Typical {
  readonly seconds: number;
  readonly role: Role;
}

/** All other types: one or two API calls. */
const QUICK_SECONDS = 2;

/**
 * Typical seconds until Terraform says "Creation complete", by type. They are not measurements of this project: most are the
 * middle of what public logs of Terraform runs show ("Creation complete after ..."), and vary by region and day.
 */
const TYPICAL: Readonly<Record<string, Typical>> = {
  // Six public logs: 2m15s to 3m07s.
  aws_lb: { seconds: 160, role: "other" },
  // Public logs: 5m15s to 10m12s; some of 14 to 17 minutes, with settings that are not known.
  aws_db_instance: { seconds: 480, role: "database" },
  // One public log of Aurora: 6m21s.
  aws_rds_cluster_instance: { seconds: 381, role: "database" },
  // Unverified: 1 to 4 minutes.
  aws_apigatewayv2_vpc_link: { seconds: 150, role: "other" },
  // https://github.com/hashicorp/terraform-provider-aws/pull/48993: its acceptance tests took 185 to 230 s.
  aws_sagemaker_endpoint: { seconds: 200, role: "other" },
  // Public logs: 5m06s to 9m23s.
  azurerm_postgresql_flexible_server: { seconds: 440, role: "database" },
  // One public log without a virtual network: 2m01s. Unverified with one: 4 to 8 minutes.
  azurerm_container_app_environment: { seconds: 121, role: "other" },
  // Unverified: MLflow needs 46 s on a quarter vCPU [measured], and both images are pulled.
  azurerm_container_app: { seconds: 90, role: "server" },
  // One public log: 2m15s.
  azurerm_key_vault: { seconds: 135, role: "other" },
  // Unverified: 1 to 2 minutes. Tests of the provider took 430 to 590 s for a workspace with its vault and storage, and their deletion:
  // https://github.com/hashicorp/terraform-provider-azurerm/pull/13266, https://github.com/hashicorp/terraform-provider-azurerm/pull/5696
  azurerm_machine_learning_workspace: { seconds: 90, role: "other" },
  // Six public logs: 4m32s to 18m23s.
  google_sql_database_instance: { seconds: 514, role: "database" },
  // Public logs of services: 10 to 40 s; MLflow's start comes on top.
  google_cloud_run_v2_service: { seconds: 75, role: "server" },
  // One public log: 1m47s.
  google_api_gateway_api_config: { seconds: 107, role: "other" },
  // Unverified: below a minute; models are deployed afterwards.
  google_vertex_ai_endpoint: { seconds: 40, role: "other" },
  // Unverified: 1 to 4 minutes.
  google_api_gateway_gateway: { seconds: 150, role: "other" },
};

/**
 * Unverified: 1 to 3 minutes for the tier Consumption, 2 to 10 for the tiers of version 2; one public log of a classic tier shows 28m12s.
 */
const API_MANAGEMENT_SECONDS: Readonly<Record<string, number>> = { Consumption: 120, StandardV2: 360 };
const CLASSIC_API_MANAGEMENT_SECONDS = 1692;

/**
 * Unverified: 8 to 15 minutes for a deployment of a model in Azure Machine Learning, whose image is built, and a minute for any other template.
 */
const MODEL_DEPLOYMENT_SECONDS = 690;
const TEMPLATE_SECONDS = 60;

/** Unverified: 2 to 4 minutes until the tasks are healthy; without waiting for them, one call. */
const STEADY_SERVICE_SECONDS = 180;

/** Typical seconds that creating a block takes. */
export function creationSeconds(block: Block, graph: StackGraph): number {
  if (block.mode === "data") return isReadInPlan(block, graph) ? 0 : QUICK_SECONDS;
  if (block.type === "aws_ecs_service") {
    return block.values.wait_for_steady_state === true ? STEADY_SERVICE_SECONDS : QUICK_SECONDS;
  }
  if (block.type === "azurerm_api_management") {
    const [tier = ""] = String(block.values.sku_name).split("_");
    return API_MANAGEMENT_SECONDS[tier] ?? CLASSIC_API_MANAGEMENT_SECONDS;
  }
  if (block.type === "azurerm_resource_group_template_deployment") {
    const deploys = /\/onlineEndpoints\/deployments\b/.test(String(block.values.template_content));
    return deploys ? MODEL_DEPLOYMENT_SECONDS : TEMPLATE_SECONDS;
  }
  if (block.type === "time_sleep") return durationSeconds(block.values.create_duration);
  return TYPICAL[block.type]?.seconds ?? QUICK_SECONDS;
}

/** Whether a block is the platform's database, its tracking server, or neither. */
export function roleOf(block: Block): Role {
  return block.type === "aws_ecs_service" ? "server" : (TYPICAL[block.type]?.role ?? "other");
}

/** A data source that depends on no resource is read before the apply begins. */
function isReadInPlan(block: Block, graph: StackGraph): boolean {
  return graph.dependencies(block.address).every((address) => {
    const needed = graph.stack.block(address);
    return needed === undefined || (needed.mode === "data" && isReadInPlan(needed, graph));
  });
}

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Seconds of a Go duration, e.g. `20s` or `1m30s`: https://pkg.go.dev/time#ParseDuration */
function durationSeconds(text: unknown): number {
  if (typeof text !== "string") return 0;
  return [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)].reduce(
    (sum, [, count, unit = "s"]) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
}
