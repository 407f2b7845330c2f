import { dataRules } from "../../simulator/data-rows";
import { rowRules, type Acts, type Dialect } from "../../simulator/row-rule";
import type { ProviderRules } from "../../simulator/rule";
import type { Rows } from "../../simulator/rows";
import { deploymentActs } from "./api-gateway/deployments";
import { methodActs } from "./api-gateway/methods";
import { responseActs } from "./api-gateway/responses";
import { restApiActs } from "./api-gateway/rest-api";
import apiGatewayRows from "./api-gateway/rows.json";
import { common, generate } from "./common";
import dataRows from "./data/data.json";
import * as identity from "./data/identity";
import { policyDocument } from "./data/policy-document";
import { secretVersion } from "./data/secret-version";
import { endpointActs } from "./ec2/endpoints";
import ec2Rows from "./ec2/rows.json";
import { groupActs } from "./ec2/security-groups";
import { vpcActs } from "./ec2/vpc";
import ecsRows from "./ecs/rows.json";
import { serviceActs } from "./ecs/service";
import { taskDefinitionActs } from "./ecs/task-definition";
import { listenerActs } from "./elb/listener";
import { loadBalancerActs } from "./elb/load-balancer";
import elbRows from "./elb/rows.json";
import { targetGroupActs } from "./elb/target-group";
import { roleActs } from "./iam/roles";
import iamRows from "./iam/rows.json";
import { budgetActs } from "./operations/budgets";
import { webAclActs } from "./operations/web-acl";
import { keyActs } from "./operations/keys";
import { logActs } from "./operations/logs";
import { monitoringActs } from "./operations/monitoring";
import operationsRows from "./operations/rows.json";
import { secretActs } from "./operations/secrets";
import { tableActs } from "./operations/tables";
import { topicActs } from "./operations/topics";
import { validateProvider } from "./provider";
import { clusterActs } from "./rds/cluster";
import { databaseGroupActs } from "./rds/groups";
import { instanceActs } from "./rds/instance";
import rdsRows from "./rds/rows.json";
import { bucketActs } from "./s3/bucket";
import s3Rows from "./s3/rows.json";
import { satelliteActs } from "./s3/satellites";
import { autoscalingActs } from "./sagemaker/autoscaling";
import { endpointActs as modelEndpointActs } from "./sagemaker/endpoint";
import { modelActs } from "./sagemaker/models";
import sagemakerRows from "./sagemaker/rows.json";
import { accountId, partitionOf, regionOf } from "./session";

/** What the rows of AWS may say besides attributes. */
const dialect: Dialect = {
  variables: (context) => {
    const region = regionOf(context);
    const { name, dnsSuffix } = partitionOf(region);
    return {
      account: accountId(context.account),
      region,
      partition: name,
      dns: dnsSuffix,
      reverse_dns: dnsSuffix.split(".").reverse().join("."),
    };
  },
};

/** The types of one service each: what is the same from type to type, and what acts. */
const services: readonly (readonly [Rows, ...Readonly<Record<string, Acts>>[]])[] = [
  [ec2Rows, vpcActs, endpointActs, groupActs],
  [s3Rows, bucketActs, satelliteActs],
  [iamRows, roleActs],
  [ecsRows, taskDefinitionActs, serviceActs],
  [elbRows, loadBalancerActs, targetGroupActs, listenerActs],
  [apiGatewayRows, restApiActs, methodActs, responseActs, deploymentActs],
  [rdsRows, databaseGroupActs, instanceActs, clusterActs],
  [sagemakerRows, modelActs, modelEndpointActs, autoscalingActs],
  [operationsRows, budgetActs, webAclActs, keyActs, logActs, monitoringActs, secretActs, tableActs, topicActs],
];

/** How the simulated AWS behaves. */
export const rules: ProviderRules = {
  source: "hashicorp/aws",
  validate: validateProvider,
  common,
  generate,
  resources: services.flatMap(([rows, ...acts]) =>
    rowRules(rows, dialect, Object.assign({}, ...acts) as Readonly<Record<string, Acts>>),
  ),
  dataSources: [
    ...dataRules(dataRows, dialect),
    identity.region,
    identity.availabilityZones,
    policyDocument,
    secretVersion,
  ],
};
