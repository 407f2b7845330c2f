import { Token } from "cdktf";
import { NameRules, Problems } from "../../core";
import type { ArtifactStoreAttributes } from "../artifact-store";
import type { BackendStoreAttributes } from "../backend-store";
import type { NetworkAttributes } from "../network";
import type { ExistingAwsAttributes } from "../platform-settings";
import type { TrackingServerAttributes } from "../tracking-server";
import { checkArtifacts, checkKey } from "./checks";

/** Notes what is wrong in any part that exists, each field with its part's name before it. */
export function checkExistingAttributes(problems: Problems, existing: ExistingAwsAttributes): void {
  const part = <T>(name: string, attributes: T | undefined, check: (into: Problems, attributes: T) => void): void => {
    if (attributes === undefined) return;
    const found = new Problems(name);
    check(found, attributes);
    problems.include(found.all, `existing.${name}.`);
  };
  part("network", existing.network, checkNetworkAttributes);
  part("artifactStore", existing.artifactStore, checkArtifactStoreAttributes);
  part("backendStore", existing.backendStore, checkBackendStoreAttributes);
  part("trackingServer", existing.trackingServer, checkTrackingServerAttributes);
}

/** Notes what is wrong in what is said of a VPC. */
export function checkNetworkAttributes(problems: Problems, attributes: NetworkAttributes): void {
  const { vpcId, serverSubnetIds, publicSubnetIds } = attributes;
  const { loadBalancerSubnetIds = serverSubnetIds, databaseSubnetIds = serverSubnetIds } = attributes;
  checkId(problems, "vpcId", vpcId, "vpc");
  for (const [field, ids] of [
    ["loadBalancerSubnetIds", loadBalancerSubnetIds],
    ["databaseSubnetIds", databaseSubnetIds],
  ] as const)
    problems.check(
      Token.isUnresolved(ids) || new Set(ids).size >= 2,
      field,
      ids,
      "AWS wants subnets in two zones at least",
      "Name two or more subnets, each in a zone of its own",
    );
  problems.check(
    Token.isUnresolved(serverSubnetIds) || serverSubnetIds.length > 0,
    "serverSubnetIds",
    serverSubnetIds,
    "the servers need a subnet",
    "Name at least one",
  );
  const { loadBalancerSubnetIds: ofBalancer, databaseSubnetIds: ofDatabase } = attributes;
  for (const [field, ids] of Object.entries({
    serverSubnetIds,
    loadBalancerSubnetIds: ofBalancer,
    databaseSubnetIds: ofDatabase,
    publicSubnetIds,
  }))
    if (ids !== undefined && !Token.isUnresolved(ids))
      ids.forEach((id, index) => {
        checkId(problems, `${field}.${index}`, id, "subnet");
      });
}

/** Notes what is wrong in what is said of a bucket. */
export function checkArtifactStoreAttributes(problems: Problems, attributes: ArtifactStoreAttributes): void {
  const { bucketName, bucketArn, artifactPrefix, encryptionKeyArn } = attributes;
  NameRules.check(problems, "bucketName", bucketName, NameRules.AWS_BUCKET);
  const ofBucket = /^arn:[a-z-]+:s3:::(.+)$/.exec(bucketArn ?? "")?.[1];
  problems.check(
    bucketArn === undefined ||
      Token.isUnresolved(bucketArn) ||
      (ofBucket !== undefined && (Token.isUnresolved(bucketName) || ofBucket === bucketName)),
    "bucketArn",
    bucketArn,
    "the ARN is the one of bucketName",
    "Leave it out, or write arn:<partition>:s3:::<bucketName>",
  );
  checkArtifacts(problems, { artifactPrefix, encryptionKeyArn });
}

const SECRET_ARN = /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+$/;

/** Notes what is wrong in what is said of a database. */
export function checkBackendStoreAttributes(problems: Problems, attributes: BackendStoreAttributes): void {
  const { uriSecretArn, securityGroupId, port, encryptionKeyArn } = attributes;
  if (!Token.isUnresolved(uriSecretArn) && !SECRET_ARN.test(uriSecretArn))
    // What is not an ARN may be the address itself, with its password.
    problems.addSecret(
      "uriSecretArn",
      "the database's address holds a password, so it is named by the ARN of its secret",
      "Write arn:<partition>:secretsmanager:<region>:<account>:secret:<name>",
    );
  checkSecurityGroup(problems, "securityGroupId", securityGroupId);
  checkPort(problems, "port", port);
  checkKey(problems, encryptionKeyArn);
}

/** Notes what is wrong in what is said of an MLflow server. */
export function checkTrackingServerAttributes(problems: Problems, attributes: TrackingServerAttributes): void {
  const { loadBalancerArn, loadBalancerDnsName } = attributes;
  problems.check(
    Token.isUnresolved(loadBalancerArn) ||
      /^arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/app\/[\w-]+\/\w+$/.test(loadBalancerArn),
    "loadBalancerArn",
    loadBalancerArn,
    "the gateway's VPC link reaches an application load balancer, named by its whole ARN",
    "Write arn:<partition>:elasticloadbalancing:<region>:<account>:loadbalancer/app/<name>/<id>",
  );
  problems.check(
    Token.isUnresolved(loadBalancerDnsName) || /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(loadBalancerDnsName),
    "loadBalancerDnsName",
    loadBalancerDnsName,
    "a DNS name has neither https:// before it nor a port or a path after it",
    "Copy the load balancer's DNS name",
  );
  checkPort(problems, "loadBalancerPort", attributes.loadBalancerPort);
  checkSecurityGroup(problems, "loadBalancerSecurityGroupId", attributes.loadBalancerSecurityGroupId);
}

function checkSecurityGroup(problems: Problems, field: string, id: string | undefined): void {
  if (id !== undefined) checkId(problems, field, id, "sg");
}

function checkId(problems: Problems, field: string, id: string, kind: "vpc" | "subnet" | "sg"): void {
  problems.check(
    Token.isUnresolved(id) || new RegExp(`^${kind}-[a-z0-9]+$`).test(id),
    field,
    id,
    `an id of this kind begins with ${kind}-, and is neither a name nor an ARN`,
    `Write ${kind}-<hexadecimal digits>`,
  );
}

function checkPort(problems: Problems, field: string, port: number | undefined): void {
  problems.check(
    port === undefined || Token.isUnresolved(port) || (Number.isInteger(port) && port >= 1 && port <= 65_535),
    field,
    port,
    "a port is a whole number from 1 to 65535",
    "Write the port that is listened on",
  );
}
