import { AwsProvider, type AwsProviderConfig } from "@cdktf/provider-aws/lib/provider";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TimeProvider } from "@cdktf/provider-time/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import {
  ArtifactStore,
  BackendStore,
  Gateway,
  Network,
  SnowflakeApiRole,
  TrackingServer,
  type BackendStoreProps,
  type GatewayProps,
  type TrackingServerProps,
} from "../../src/aws";
import { Size } from "../../src/core";
import { SnowflakePreviewFeatures } from "../../src/snowflake";
import { Synthesized } from "./synthesized";

/** A stack with the providers that AWS constructs need. */
export function emptyStack(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "test");
  new AwsProvider(stack, "Aws");
  new RandomProvider(stack, "Random");
  new TimeProvider(stack, "Time");
  return stack;
}

/** All providers that a platform needs. */
export function providers(stack: TerraformStack, aws: AwsProviderConfig = {}): void {
  new AwsProvider(stack, "Aws", aws);
  new SnowflakeProvider(stack, "Snowflake", { previewFeaturesEnabled: SnowflakePreviewFeatures.REQUIRED });
  new RandomProvider(stack, "Random");
  new TimeProvider(stack, "Time");
}

const component = { prefix: "mlops-dev", size: Size.DEV };

/** A VPC that exists. */
export function someNetwork(stack: TerraformStack, serversHavePublicIp = false) {
  return Network.fromNetworkAttributes(stack, "Network", {
    vpcId: "vpc-1",
    serverSubnetIds: ["subnet-1", "subnet-2"],
    databaseSubnetIds: ["subnet-3", "subnet-4"],
    serversHavePublicIp,
  });
}

export function someDatabase(props: Partial<BackendStoreProps> = {}): Synthesized {
  const stack = emptyStack();
  new BackendStore(stack, "BackendStore", { ...component, network: someNetwork(stack), ...props });
  return Synthesized.of(stack);
}

export function someServer(props: Partial<TrackingServerProps> = {}): Synthesized {
  const stack = emptyStack();
  new TrackingServer(stack, "TrackingServer", {
    ...component,
    network: someNetwork(stack),
    artifactStore: ArtifactStore.fromArtifactStoreAttributes(stack, "Artifacts", { bucketName: "my-artifacts" }),
    backendStore: BackendStore.fromBackendStoreAttributes(stack, "Database", {
      uriSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:uri-AbCdEf",
      securityGroupId: "sg-database",
    }),
    ...props,
  });
  return Synthesized.of(stack);
}

/** A gateway in front of a load balancer that exists, for a role that trusts a Snowflake user. */
export function someGateway(props: Partial<GatewayProps> = {}): Synthesized {
  const stack = emptyStack();
  const caller = new SnowflakeApiRole(stack, "Caller", component);
  const gateway = new Gateway(stack, "Gateway", {
    ...component,
    network: someNetwork(stack),
    trackingServer: TrackingServer.fromTrackingServerAttributes(stack, "Target", {
      loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/mlflow/1",
      loadBalancerDnsName: "internal-mlflow.eu-central-1.elb.amazonaws.com",
      loadBalancerSecurityGroupId: "sg-balancer",
    }),
    caller,
    ...props,
  });
  caller.trust({ userArn: "arn:aws:iam::210987654321:user/snowflake", externalId: "EXTERNAL_ID" }, gateway);
  return Synthesized.of(stack);
}
