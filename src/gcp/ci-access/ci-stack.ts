import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { asChecked, checkOnce } from "../../core/checks";
import { CiPurpose, resolveCiRepository } from "../../core/ci-access/subjects";
import { DEFAULT_PREFIX } from "../../platform/defaults";
import { addPipelineOutputs } from "../../platform/ci-access/outputs";
import { ciUsersOfTokens } from "../../platform/ci-access/snowflake-users";
import { addGoogleProvider } from "../google-provider";
import { GcpProject } from "../project";
import { keepStateInGcs } from "../state-backend/gcs-backend";
import type { GcpState } from "../state-backend/settings";
import { CI_STACK } from "./checks";
import { CiAccess } from "./ci-access";
import type { CiAccessSettings } from "./settings";

/** The stack that creates the identities of a platform's pipelines. The project comes from the credentials in use. */
export interface GcpCiStackProps extends CiAccessSettings {
  /** The stack's id, for instance `gcp-ci`. 2 to 40 lower-case letters, digits and hyphens. */
  readonly name: string;
  /** Beginning of the names of pool and service accounts; 2 to 20 characters. @default - "mlops" */
  readonly prefix?: string;
  /** @default - the project of GOOGLE_PROJECT */
  readonly projectId?: string;
  /** Location of this stack's state, beside those of the environments. @default - a local file */
  readonly state?: GcpState;
}

/**
 * Creates the service accounts that pipelines act as without a stored key. It outputs the variables of the pipeline, and the SQL of the
 * users by which its tokens sign in to Snowflake. An owner of the project deploys it, before the pipeline runs.
 */
export class GcpCiStack extends TerraformStack {
  public readonly access: CiAccess;

  /** @throws ValidationError with every problem, before anything is created */
  constructor(scope: Construct, props: GcpCiStackProps) {
    const { name, prefix = DEFAULT_PREFIX, projectId, state, ...settings } = props;
    checkOnce(name, { ...props, prefix }, CI_STACK);
    super(scope, name);

    addGoogleProvider(this, { projectId });
    new RandomProvider(this, "RandomProvider");
    this.access = new CiAccess(this, "CiAccess", asChecked({ ...settings, prefix }));
    if (state !== undefined) keepStateInGcs(this, state, name);
    const { providerName, serviceAccounts } = this.access;
    const { projectId: project } = GcpProject.of(this.access);
    const repository = resolveCiRepository(settings);
    const signIn = (environment: string, purpose: CiPurpose, serviceAccount: string) => ({
      variables: {
        GCP_WORKLOAD_IDENTITY_PROVIDER: providerName,
        GCP_SERVICE_ACCOUNT: serviceAccount,
        GOOGLE_PROJECT: project,
      },
      users: ciUsersOfTokens(repository, prefix, environment, purpose),
    });
    addPipelineOutputs(
      this,
      serviceAccounts.map(({ environment, planServiceAccount, deployServiceAccount }) => ({
        environment,
        plan: signIn(environment, CiPurpose.PLAN, planServiceAccount),
        deploy: signIn(environment, CiPurpose.DEPLOY, deployServiceAccount),
      })),
    );
  }
}
