import type { ProviderRules } from "../../simulator/rule";
import * as deployments from "./api-gateway/deployments";
import * as methods from "./api-gateway/methods";
import * as restApis from "./api-gateway/rest-api";
import { vpcLink } from "./api-gateway/vpc-link";
import { common, generate } from "./common";
import * as identity from "./data/identity";
import { policyDocument } from "./data/policy-document";
import { secretVersion as secretVersionData } from "./data/secret-version";
import { flowLog, vpcEndpoint } from "./ec2/endpoints";
import * as routes from "./ec2/routes";
import * as groups from "./ec2/security-groups";
import * as vpcs from "./ec2/vpc";
import * as clusters from "./ecs/cluster";
import { service } from "./ecs/service";
import { taskDefinition } from "./ecs/task-definition";
import { listener, listenerRule } from "./elb/listener";
import { loadBalancer, loadBalancerAlias } from "./elb/load-balancer";
import { targetGroup } from "./elb/target-group";
import * as roles from "./iam/roles";
import { budget } from "./operations/budgets";
import * as firewall from "./operations/firewall";
import * as keys from "./operations/keys";
import { logGroup, metricFilter } from "./operations/logs";
import * as monitoring from "./operations/monitoring";
import * as scaling from "./operations/scaling";
import * as secrets from "./operations/secrets";
import { table } from "./operations/tables";
import * as topics from "./operations/topics";
import { validateProvider } from "./provider";
import { cluster as databaseCluster, clusterInstance } from "./rds/cluster";
import { clusterParameterGroup, instanceParameterGroup, subnetGroup } from "./rds/groups";
import { instance as databaseInstance } from "./rds/instance";
import { bucket } from "./s3/bucket";
import * as buckets from "./s3/satellites";

/** How the simulated AWS behaves. */
export const rules: ProviderRules = {
  source: "hashicorp/aws",
  validate: validateProvider,
  common,
  generate,
  resources: [
    vpcs.vpc,
    vpcs.subnet,
    vpcs.internetGateway,
    vpcs.elasticIp,
    vpcs.natGateway,
    routes.routeTable,
    routes.route,
    routes.routeTableAssociation,
    vpcEndpoint,
    flowLog,
    groups.securityGroup,
    groups.defaultSecurityGroup,
    groups.securityGroupRule,
    groups.ingressRule,
    groups.egressRule,
    bucket,
    buckets.versioning,
    buckets.publicAccessBlock,
    buckets.ownershipControls,
    buckets.encryption,
    buckets.lifecycle,
    buckets.logging,
    buckets.bucketPolicy,
    buckets.object,
    subnetGroup,
    instanceParameterGroup,
    clusterParameterGroup,
    databaseInstance,
    databaseCluster,
    clusterInstance,
    secrets.secret,
    secrets.secretVersion,
    keys.key,
    keys.alias,
    keys.keyPolicy,
    clusters.cluster,
    clusters.capacityProviders,
    taskDefinition,
    service,
    loadBalancer,
    loadBalancerAlias,
    targetGroup,
    listener,
    listenerRule,
    restApis.restApi,
    restApis.restApiPolicy,
    restApis.resource,
    methods.method,
    methods.integration,
    deployments.deployment,
    deployments.stage,
    deployments.methodSettings,
    deployments.account,
    vpcLink,
    roles.role,
    roles.rolePolicy,
    roles.policy,
    roles.rolePolicyAttachment,
    logGroup,
    metricFilter,
    budget,
    monitoring.metricAlarm,
    monitoring.dashboard,
    topics.topic,
    topics.topicPolicy,
    topics.topicSubscription,
    scaling.target,
    scaling.policy,
    table,
    firewall.webAcl,
    firewall.webAclAssociation,
  ],
  dataSources: [
    identity.callerIdentity,
    identity.partition,
    identity.region,
    identity.availabilityZones,
    policyDocument,
    secretVersionData,
  ],
};
