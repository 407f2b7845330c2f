import type {
  SqlDatabaseInstance,
  SqlDatabaseInstanceSettingsIpConfiguration,
} from "@cdktf/provider-google/lib/sql-database-instance";
import { Fn, Op, type ITerraformDependable, type Precondition } from "cdktf";
import type { Construct } from "constructs";
import { dependenciesFor } from "../../core/dependencies";
import type { GcpComponentProps } from "../component";
import type { INetwork } from "../network/interface";
import { OptionalBindings } from "../optional-bindings";
import { GcpProject } from "../project";
import { DatabaseAccess } from "./settings";
import { MAX_CONNECTION_NAME, PORT } from "./defaults";

/** How the instance accepts connections. */
export interface InstanceAccess {
  readonly connectorEnforcement: string;
  readonly ipConfiguration: SqlDatabaseInstanceSettingsIpConfiguration;
}

/** Where clients connect, as the parts of a URI. */
export interface Target {
  /** What stands between `@` and the database's name: `host:port`, or nothing. */
  readonly host: string;
  /** Parameters of the URI. */
  readonly parameters: string;
  /** What must exist before a client connects. */
  readonly dependencies: ITerraformDependable[];
}

/** No server that accepts no writes, as a former primary does after a failover. */
const WRITABLE = "target_session_attrs=read-write";

/** Arguments of the instance. */
export function instanceAccess(scope: Construct, access: DatabaseAccess): InstanceAccess {
  if (access === DatabaseAccess.CONNECTOR)
    return {
      connectorEnforcement: "REQUIRED",
      ipConfiguration: { ipv4Enabled: true, sslMode: "ENCRYPTED_ONLY" },
    };
  return {
    // Required connectors would refuse the connections through the endpoint.
    connectorEnforcement: "NOT_REQUIRED",
    ipConfiguration: {
      ipv4Enabled: false,
      sslMode: "ENCRYPTED_ONLY",
      pscConfig: [{ pscEnabled: true, allowedConsumerProjects: [GcpProject.of(scope).projectId] }],
    },
  };
}

/** Cloud SQL's connector, which Cloud Run runs: a socket in the container, encrypted and authorized by IAM. */
export function connectorTarget(instance: SqlDatabaseInstance): Target {
  return { host: "", parameters: `host=/cloudsql/${instance.connectionName}&${WRITABLE}`, dependencies: [] };
}

/**
 * Fails the plan where the path of the connector's socket would be longer than Linux takes.
 * @param instance name of the instance, with any text of the same length for what is not known in a plan
 */
export function socketCondition(scope: Construct, region: string, instance: string): Precondition {
  const { projectId } = GcpProject.of(scope);
  return {
    condition: Op.lte(Fn.lengthOf(`${projectId}:${region}:${instance}`), MAX_CONNECTION_NAME),
    errorMessage:
      `Cloud SQL's connector takes connection names of at most ${MAX_CONNECTION_NAME} characters, and the database's ` +
      "<project>:<region>:<instance> is longer. Use a shorter prefix, or database: { access: DatabaseAccess.PSC }.",
  };
}

/** The endpoint of the database in a VPC network, with a DNS name. */
export function endpointTarget(
  scope: Construct,
  props: GcpComponentProps,
  network: INetwork,
  instance: SqlDatabaseInstance,
): Target {
  const { ComputeAddress } = OptionalBindings.computeAddress();
  const { ComputeForwardingRule } = OptionalBindings.computeForwardingRule();
  const { DnsManagedZone } = OptionalBindings.dnsManagedZone();
  const { DnsRecordSet } = OptionalBindings.dnsRecordSet();
  const { prefix, region, tags: labels } = props;
  const dependsOn = dependenciesFor(scope, props.services?.dependencies);
  const domain = `${prefix}.internal`;

  const address = new ComputeAddress(scope, "Address", {
    name: `${prefix}-database`,
    region,
    addressType: "INTERNAL",
    subnetwork: network.subnetworkId,
    labels,
    dependsOn,
  });
  const endpoint = new ComputeForwardingRule(scope, "Endpoint", {
    name: `${prefix}-database`,
    region,
    // Empty for an endpoint of Private Service Connect; the default is an external load balancer.
    loadBalancingScheme: "",
    // Not verified: google 6.50 leaves the attribute empty for some instances, which 7.14 corrects.
    target: instance.pscServiceAttachmentLink,
    ipAddress: address.id,
    network: network.networkId,
    labels,
  });
  const zone = new DnsManagedZone(scope, "Zone", {
    name: `${prefix}-internal`,
    dnsName: `${domain}.`,
    description: "The database of MLflow",
    visibility: "private",
    privateVisibilityConfig: { networks: [{ networkUrl: network.networkId }] },
    labels,
    dependsOn,
  });
  const record = new DnsRecordSet(scope, "Record", {
    managedZone: zone.name,
    name: `database.${domain}.`,
    type: "A",
    ttl: 300,
    rrdatas: [address.address],
  });
  return {
    host: `database.${domain}:${PORT}`,
    parameters: `sslmode=require&${WRITABLE}`,
    dependencies: [endpoint, record],
  };
}
