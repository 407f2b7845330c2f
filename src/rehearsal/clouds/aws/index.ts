import type { Account } from "../../simulator/account";
import { text } from "../../simulator/readers";
import type { Accounts, Cloud } from "../cloud";
import { awsContainers } from "./containers";
import { targetGroupProbes } from "./elb/probes";
import { AwsGateway } from "./gateway/rest-api";
import { gatewayAttempts } from "./gateway/strangers";
import { portAttempts } from "./ec2/open-ports";
import { tlsAttempts } from "./rds/tls";
import { intruders } from "./identities/intruders";
import { outsiders } from "./identities/outsiders";
import { rules } from "./rules";
import { models, NO_MODEL } from "./sagemaker/served";
import { AwsStorage } from "./storage";

export { rules };

function accountIn(accounts: Accounts): Account {
  const account = accounts.get(rules.source);
  if (account === undefined) throw new Error(`there is no simulated account of ${rules.source}`);
  return account;
}

/** AWS: API Gateway in front of containers on Amazon ECS, with Amazon RDS and Amazon S3. */
export const aws: Cloud = {
  name: "AWS",
  variables: NO_MODEL,
  rules: [rules],
  services: ["aws_ecs_service", "aws_ecs_task_definition"],
  containers: awsContainers,
  probes: targetGroupProbes,
  databaseVersion: (state) => {
    const version = state.all("aws_db_instance")[0]?.attributes.engine_version;
    return typeof version === "string" ? version : undefined;
  },
  gateway: (accounts, backend) => new AwsGateway({ account: accountIn(accounts), backend }),
  storage: (accounts) => new AwsStorage(accountIn(accounts)),
  models,
  attempts: async (accounts) => {
    const account = accounts.get(rules.source);
    if (account === undefined) return [];
    const integrations = [...accounts.values()].flatMap((each) => each.list("snowflake_storage_integration"));
    const ours = integrations.map(({ values }) => values).filter((values) => text(values, "storage_aws_role_arn"));
    return [
      ...outsiders(account, ours),
      ...portAttempts(account),
      ...tlsAttempts(account),
      ...(await gatewayAttempts(account)),
    ];
  },
  intruders: (accounts) => intruders(accountIn(accounts)),
};
