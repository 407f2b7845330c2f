import { text } from "../../simulator/readers";
import { accountIn, appliedText } from "../accounts";
import type { Cloud } from "../cloud";
import { NO_MODEL } from "../no-model";
import { awsContainers } from "./containers";
import { targetGroupProbes } from "./elb/probes";
import { AwsGateway } from "./gateway/rest-api";
import { gatewayAttempts } from "./gateway/strangers";
import { portAttempts } from "./ec2/open-ports";
import { tlsAttempts } from "./rds/tls";
import { intruders } from "./identities/intruders";
import { outsiders } from "./identities/outsiders";
import { rules } from "./rules";
import { models } from "./sagemaker/served";
import { AwsStorage } from "./storage";

export { rules };

/** AWS: API Gateway in front of containers on Amazon ECS, with Amazon RDS and Amazon S3. */
export const aws: Cloud = {
  name: "AWS",
  variables: NO_MODEL,
  credentialVariables: /^AWS_/,
  rules: [rules],
  services: ["aws_ecs_service", "aws_ecs_task_definition"],
  containers: awsContainers,
  probes: targetGroupProbes,
  databaseVersion: (state) => appliedText(state, "aws_db_instance", "engine_version"),
  gateway: (accounts, backend) => new AwsGateway({ account: accountIn(accounts, rules.source), backend }),
  storage: (accounts) => new AwsStorage(accountIn(accounts, rules.source)),
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
  intruders: (accounts) => intruders(accountIn(accounts, rules.source)),
};
