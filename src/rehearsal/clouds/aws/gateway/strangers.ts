import type { Account } from "../../../simulator/account";
import { needText, text } from "../../../simulator/readers";
import type { Attempt } from "../../cloud";
import { OTHER_ACCOUNT } from "../identities/outsiders";
import { ANONYMOUS, administratorOf } from "../identities/sessions";
import { all } from "../lookup";
import { StageSnapshot } from "./deployment";
import { AwsGateway } from "./rest-api";

/** Strangers at every method of every stage: an API may be closed where Snowflake calls it, and open beside. */
export async function gatewayAttempts(account: Account): Promise<Attempt[]> {
  const gateway = new AwsGateway({ account, backend: { locate: () => undefined } });
  const attempts: Attempt[] = [];
  for (const stage of all(account, "aws_api_gateway_stage")) {
    const id = text(stage, "rest_api_id") ?? "";
    const api = account.get("aws_api_gateway_rest_api", id);
    const name = text(stage, "stage_name") ?? "";
    const snapshot = api === undefined ? undefined : StageSnapshot.find(account, { ...api, id }, name);
    if (api === undefined || snapshot === undefined) continue;
    const region = needText(api, "execution_arn", "aws_api_gateway_rest_api").split(":")[3] ?? "";
    for (const { verb, path, integration } of snapshot.methods) {
      // A mock answers by itself, as for CORS: there is nothing behind it.
      if (integration === "MOCK") continue;
      const url = `https://${id}.execute-api.${region}.amazonaws.com/${name}${path}`;
      for (const [who, caller] of [
        ["an anonymous caller", ANONYMOUS],
        ["an administrator of another account", administratorOf(OTHER_ACCOUNT, "aws")],
      ] as const) {
        const { status } = await gateway.send(caller, { method: verb, url, headers: {} });
        const by =
          status === 401 || status === 403
            ? undefined
            : `status ${status}: its authorization and its policy let them pass`;
        attempts.push({ who, target: `${verb} ${path} of the REST API ${id}`, by });
      }
    }
  }
  return attempts;
}
