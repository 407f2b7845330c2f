import type { ContainerAppSecret } from "@cdktf/provider-azurerm/lib/container-app";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { TerraformData } from "../../core/terraform-data";
import { ServerSpec, type ServerSpecProps } from "../../mlflow";
import { serverSettings } from "../../mlflow/server/defaults";
import type { IBackendStore } from "../backend-store/interface";
import { App, type AppSettings } from "./app";
import { serverSizes } from "./container-sizes";
import { appContainer } from "./containers";
import type { ServerHost } from "./interface";
import { mlflowProbes, proxyProbes } from "./probes";

export interface ServerAppProps extends AppSettings {
  readonly host: ServerHost;
  readonly backendStore: IBackendStore;
  /** The containers. */
  readonly spec: ServerSpecProps;
  /** vCPU of a replica. */
  readonly vcpu: number;
  /** Memory of a replica in MiB. */
  readonly memoryMib: number;
  readonly startupGraceSeconds: number;
  /** The key that the proxy compares, as a token. @default - the proxy has no key */
  readonly gatewayKey?: string;
}

const DATABASE = "database-uri";
const GATEWAY_KEY = "gateway-key";
const SECRET_NAMES = { [ServerSpec.DATABASE_SECRET]: DATABASE, [ServerSpec.GATEWAY_KEY_SECRET]: GATEWAY_KEY };

/** MLflow and its proxy as a container app, with the database's URI and the gateway's key as its secrets. */
export class ServerApp extends Construct {
  public readonly appId: string;
  public readonly appName: string;

  constructor(scope: Construct, id: string, props: ServerAppProps) {
    super(scope, id);
    const { host, backendStore, vcpu, memoryMib, targetPort, startupGraceSeconds } = props;
    const spec: ServerSpecProps = { ...props.spec, gatewayKey: props.gatewayKey !== undefined };
    const containers = ServerSpec.containers(spec);
    const sizes = serverSizes(vcpu, memoryMib);
    const app = new App(this, "App", {
      ...props,
      environmentId: host.environmentId,
      workloadProfileName: host.workloadProfileName,
      identityIds: [host.identityId, ...(backendStore.uriIdentityId === undefined ? [] : [backendStore.uriIdentityId])],
      secrets: secrets(props),
      containers: [
        appContainer(containers.mlflow, {
          size: sizes.mlflow,
          probes: mlflowProbes(targetPort, startupGraceSeconds),
          secretNames: SECRET_NAMES,
          environment: {
            // Selects one of the app's identities.
            AZURE_CLIENT_ID: host.identityClientId,
            // Its uploads use the storage account's key, and the account has none.
            MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD: "false",
            ...this.secretsGeneration(props),
          },
        }),
        appContainer(containers.proxy, {
          size: sizes.proxy,
          probes: proxyProbes(targetPort, startupGraceSeconds),
          secretNames: SECRET_NAMES,
        }),
      ],
      concurrentRequests: serverSettings(spec).maxRequests,
      dependencies: [...host.dependencies, ...backendStore.dependencies, ...(props.dependencies ?? [])],
    });
    this.appId = app.appId;
    this.appName = app.appName;
  }

  /**
   * Changes with every secret that Terraform knows. A changed secret alone makes no new revision, and a running replica keeps the value of its
   * start; a secret in a Key Vault restarts the replicas itself.
   * @see https://learn.microsoft.com/en-us/azure/container-apps/manage-secrets
   */
  private secretsGeneration({ backendStore, gatewayKey }: ServerAppProps): Record<string, string> {
    const known = {
      // Hashes: the resource would show the secrets themselves.
      ...(backendStore.uri !== undefined && { uri: Fn.sha256(backendStore.uri) }),
      ...(gatewayKey !== undefined && { key: Fn.sha256(gatewayKey) }),
    };
    if (Object.keys(known).length === 0) return {};
    const { id } = new TerraformData(this, "SecretsGeneration", { triggersReplace: known });
    return { MLOPS_SECRETS_GENERATION: id };
  }
}

function secrets({ backendStore, gatewayKey }: ServerAppProps): ContainerAppSecret[] {
  const { uri, uriKeyVaultSecretId, uriIdentityId } = backendStore;
  const database: ContainerAppSecret =
    uri === undefined
      ? // Not verified: that the provider reads such a secret back without a change.
        { name: DATABASE, keyVaultSecretId: uriKeyVaultSecretId, identity: uriIdentityId }
      : { name: DATABASE, value: uri };
  return gatewayKey === undefined ? [database] : [database, { name: GATEWAY_KEY, value: gatewayKey }];
}
