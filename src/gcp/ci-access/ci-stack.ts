import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { asChecked, checkOnce } from "../../core/checks";
import { addOutput } from "../../platform/outputs";
import { addGoogleProvider } from "../google-provider";
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

const DEFAULT_PREFIX = "mlops";

/**
 * Creates the identities of a platform's pipelines, and outputs the variables of the pipelines. An owner of the project deploys it, after
 * the stack of the states and before the pipelines run.
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
    this.access = new CiAccess(this, "Access", asChecked({ ...settings, prefix }));
    if (state !== undefined) keepStateInGcs(this, state, name);
    addOutput(
      this,
      "pipeline_variables",
      this.access.pipelineVariables,
      "Variables of the pipelines; none is a secret",
    );
  }
}
