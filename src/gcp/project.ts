import { DataGoogleProject } from "@cdktf/provider-google/lib/data-google-project";
import { Construct } from "constructs";
import { nearest } from "../core/nearest";
import { providerDifferences, SHARED_ACCOUNT } from "../core/providers";

const ID = "GcpProject";

/**
 * The project that a component is created in. It is read by the provider of the component: an Aspect that sets a provider on a component
 * reaches it too, as it lies within it. It depends on nothing: its number is part of the gateway's configuration, which an unknown number
 * would recreate at every apply.
 */
export class GcpProject extends Construct {
  /** The one of `scope`: that of the nearest construct around it which has one, or a new one in `scope` itself. */
  public static of(scope: Construct): GcpProject {
    return (nearest(scope, ID) as GcpProject | undefined) ?? new GcpProject(scope, ID);
  }

  /** ID of the project: `my-project`. */
  public readonly projectId: string;
  /** Number of the project, as text. */
  public readonly number: string;
  /** ID of the project's billing account. */
  public readonly billingAccount: string;

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    const project = new DataGoogleProject(this, "Project");
    this.projectId = project.projectId;
    this.number = project.number;
    this.billingAccount = project.billingAccount;
    // Aspects have run by then.
    this.node.addValidation({
      validate: () =>
        providerDifferences(scope.node.findAll(), /^google_/, {
          reads: "the project is read",
          provider: project.provider,
          name: "google",
          by: this,
          because: SHARED_ACCOUNT,
        }),
    });
  }
}
