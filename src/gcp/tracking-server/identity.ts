import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member";
import { SecretManagerSecretIamMember } from "@cdktf/provider-google/lib/secret-manager-secret-iam-member";
import { ServiceAccount } from "@cdktf/provider-google/lib/service-account";
import { StorageBucketIamMember } from "@cdktf/provider-google/lib/storage-bucket-iam-member";
import { Sleep } from "@cdktf/provider-time/lib/sleep";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { dependenciesFor } from "../../core/dependencies";
import { Tokens } from "../../core/tokens";
import type { IArtifactStore } from "../artifact-store/interface";
import type { IBackendStore } from "../backend-store/interface";
import type { GcpComponentProps } from "../component";
import { GcpProject } from "../project";

export interface ServerIdentityProps extends GcpComponentProps {
  readonly accountId: string;
  readonly artifactStore: IArtifactStore;
  readonly backendStore: IBackendStore;
}

/** The service account of the servers: it may read and write the artifacts, read the database's URI, and connect to the database. */
export class ServerIdentity extends Construct {
  /** Email of the account. */
  public readonly email: string;
  /** What must exist before a server starts: a revision that may not read its secret fails. */
  public readonly dependencies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: ServerIdentityProps) {
    super(scope, id);
    const { accountId, services, artifactStore, backendStore } = props;
    const account = new ServiceAccount(this, "Resource", {
      accountId,
      displayName: `MLflow servers of ${props.prefix}`,
      dependsOn: dependenciesFor(this, services?.dependencies),
    });
    const { member } = account;
    const artifacts = new StorageBucketIamMember(this, "UseArtifacts", {
      bucket: artifactStore.bucketName,
      role: "roles/storage.objectUser",
      member,
    });
    const secret = new SecretManagerSecretIamMember(this, "ReadUri", {
      secretId: backendStore.uriSecretId,
      role: "roles/secretmanager.secretAccessor",
      member,
    });
    const database = this.connect(member, backendStore.connectionName);
    // Not verified: that 30 s are enough. A role reaches a service later than its creation returns.
    const sleep = new Sleep(this, "RoleDelay", {
      createDuration: "30s",
      triggers: { artifacts: artifacts.id, secret: secret.id, ...(database && { database: database.id }) },
    });
    this.email = account.email;
    this.dependencies = [sleep];
  }

  /** The role for Cloud SQL's connector, which only a whole project can grant. */
  private connect(member: string, connectionName: string | undefined): ProjectIamMember | undefined {
    if (connectionName === undefined) return undefined;
    const project = Tokens.isUnresolved(connectionName)
      ? GcpProject.of(this).projectId
      : connectionName.replace(/:.*/, "");
    return new ProjectIamMember(this, "ConnectToDatabase", { project, role: "roles/cloudsql.client", member });
  }
}
