import { newId, now } from "../../../simulator/ids";
import { block, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { agentOf, madeAgents, serviceAccountExists } from "../iam/agents";
import { reserved, shortName } from "../ids";
import { projectOf } from "../session";
import { DocumentError, operationsOf } from "./document";
import regions from "./regions.json";

/** The regions of API Gateway, with the code that stands in a gateway's address. */
const REGIONS: Readonly<Record<string, string | undefined>> = regions;
const SERVICE = "apigateway.googleapis.com";

function checkConfig(context: CreateContext): void {
  const { account, values } = context;
  const email = accountOf(values);
  if (email !== undefined && !serviceAccountExists(account, email))
    refuse(
      `Error creating ApiConfig: googleapi: Error 400: Service account ${email} does not exist.`,
      "gateway_config",
    );
  // Not verified: the words of the refusal. https://github.com/hashicorp/terraform-provider-google/issues/11912
  if (!madeAgents(account).includes(SERVICE))
    refuse(
      `Error waiting to create ApiConfig: Error waiting for Creating ApiConfig: Error code 9, message: Service account ${String(agentOf(SERVICE))} does not exist: the agent of API Gateway has to be made before.`,
    );
  try {
    operationsOf(values);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    refuse(
      `Error waiting to create ApiConfig: Error waiting for Creating ApiConfig: Error code 3, message: Cannot convert to service config. '${error.message}'`,
      "openapi_documents",
    );
  }
}

/** Email of the service account as which a configuration calls its backends. */
export function accountOf(config: CreateContext["values"]): string | undefined {
  const written = text(block(block(config, "gateway_config"), "backend_config"), "google_service_account");
  return written === undefined ? undefined : shortName(written);
}

/** @see https://cloud.google.com/api-gateway/docs/deployment-model */
export const apiGatewayActs: Readonly<Record<string, Acts>> = {
  google_api_gateway_api: {
    // Not verified: its managed service stays for 30 days.
    check: ({ account, values: { api_id: id } }) => {
      if (reserved(account, "apis").includes(String(id)))
        refuse(
          `Error creating Api: the managed service of a deleted API ${String(id)} is reserved for 30 days.`,
          "api_id",
        );
    },
    create: ({ account, type, values }) => {
      const id = String(values.api_id);
      const service = `${id}-${newId(account, type, "lower", 13)}.apigateway.${projectOf(account)}.cloud.goog`;
      fill(values, { managed_service: service, display_name: id, create_time: now() });
    },
    delete: ({ account, prior }) => void reserved(account, "apis").push(String(prior.api_id)),
  },
  google_api_gateway_api_config: { check: checkConfig },
  google_api_gateway_gateway: {
    create: ({ account, type, values }) => {
      const code = REGIONS[String(values.region)] ?? "";
      const id = String(values.gateway_id);
      fill(values, {
        default_hostname: `${id}-${newId(account, type, "lower", 8)}.${code}.gateway.dev`,
        display_name: id,
      });
    },
  },
};
