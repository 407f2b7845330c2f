import { ProjectService } from "@cdktf/provider-google/lib/project-service";
import { Sleep } from "@cdktf/provider-time/lib/sleep";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import type { GcpComponentProps } from "../component";
import { componentTable } from "../component-checks";
import { servicesOf } from "./defaults";
import type { IProjectServices } from "./interface";
import type { UsedServices } from "./settings";

export interface ProjectServicesProps extends GcpComponentProps, UsedServices {}

/**
 * Enables the services (APIs) of Google Cloud that the platform uses. A destroy leaves them enabled, as others in the project may use them.
 *
 * Service Usage, Cloud Resource Manager and IAM must be enabled before: Terraform calls them to enable the others.
 * @see https://cloud.google.com/service-usage/docs/enable-disable
 */
export class ProjectServices extends Construct implements IProjectServices {
  public readonly dependencies: ITerraformDependable[];

  /** @throws ValidationError for a prefix, region or label that Google Cloud would reject */
  constructor(scope: Construct, id: string, props: ProjectServicesProps) {
    super(scope, id);
    checkOnce(this, props, componentTable({ rows: [] }), props.size);
    const dependsOn = dependenciesFor(this, props.services?.dependencies);
    const services = servicesOf(props).map(
      (name) =>
        new ProjectService(this, name, { service: `${name}.googleapis.com`, disableOnDestroy: false, dependsOn }),
    );
    // A service refuses calls for some time after it was enabled. Not verified: that 30 s are enough.
    const sleep = new Sleep(this, "ServiceDelay", {
      createDuration: "30s",
      triggers: { services: servicesOf(props).join(" ") },
      dependsOn: services,
    });
    this.dependencies = [sleep];
  }
}
