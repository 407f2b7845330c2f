import { Construct } from "constructs";
import type { AzureComponentProps } from "../component";
import { OptionalBindings } from "../optional-bindings";

export interface AlarmActionGroupProps extends AzureComponentProps {
  readonly emails: string[];
}

/** Longest short name of an action group, which mails and text messages show. */
const SHORT_NAME_LENGTH = 12;

/** The action group that alarms and the budget notify, with its receivers. */
export class AlarmActionGroup extends Construct {
  public readonly actionGroupId: string;

  constructor(scope: Construct, id: string, props: AlarmActionGroupProps) {
    super(scope, id);
    const { MonitorActionGroup } = OptionalBindings.monitorActionGroup();
    const { prefix, resourceGroup, tags, emails } = props;
    const group = new MonitorActionGroup(this, "Resource", {
      name: `${prefix}-alarms`,
      // The default prefix begins alike for every environment, and the name is the sender of text messages and the subject of mails.
      shortName: prefix.replace(/^mlops-/, "").slice(0, SHORT_NAME_LENGTH),
      resourceGroupName: resourceGroup.resourceGroupName,
      emailReceiver: emails.map((email) => ({ name: email, emailAddress: email, useCommonAlertSchema: true })),
      tags,
    });
    this.actionGroupId = group.id;
  }
}
