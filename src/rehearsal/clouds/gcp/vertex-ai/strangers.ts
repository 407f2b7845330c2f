import type { Account } from "../../../simulator/account";
import type { Values } from "../../../simulator/rule";
import type { Attempt } from "../../cloud";
import { ANONYMOUSLY, OTHERS, OTHER_ACCOUNT } from "../identities/intruders";
import { all } from "../ids";
import { deployer } from "../session";
import { mayUse } from "./access";
import { ENDPOINT } from "./hosts";

/**
 * A dedicated endpoint has a public address, which admits whom its policy or the project's names. That readers of the project are among them
 * is Google's rule.
 * @see https://cloud.google.com/vertex-ai/docs/general/endpoint-access-control
 */
export function endpointAttempts(account: Account): Attempt[] {
  return all(account, ENDPOINT).flatMap((each) => attemptsOn(account, each));
}

function attemptsOn(account: Account, endpoint: Values): Attempt[] {
  const target = `${ENDPOINT} ${String(endpoint.display_name)}`;
  const permission = "aiplatform.endpoints.predict";
  const isLetIn = (member: string): boolean => mayUse(account, String(endpoint.id), permission, member);
  const by = `its own address: a policy grants ${permission}`;
  const exception = "Vertex AI lets in whom the project's policy names: owners, editors and viewers among them";
  const found: Attempt[] = [
    { who: ANONYMOUSLY, target, by: isLetIn("allUsers") ? by : undefined },
    { who: OTHERS, target, by: isLetIn(`serviceAccount:${OTHER_ACCOUNT}`) ? by : undefined },
  ];
  return isLetIn(deployer().member) ? [...found, { who: "an administrator of the project", target, exception }] : found;
}
