import { Construct } from "constructs";
import { dependenciesFor } from "../../core/dependencies";
import type { GcpComponentProps } from "../component";
import { OptionalBindings } from "../optional-bindings";

export interface AlarmChannelsProps extends GcpComponentProps {
  readonly emails: string[];
  /** Names of existing channels. */
  readonly notificationChannels: string[];
}

/** The channels that alarms and the budget notify: one for each address, and the existing ones. */
export class AlarmChannels extends Construct {
  /** Names of the channels, `projects/<project>/notificationChannels/<number>`. */
  public readonly names: string[];

  constructor(scope: Construct, id: string, props: AlarmChannelsProps) {
    super(scope, id);
    const { prefix, tags, services } = props;
    const created = props.emails.map((email) => {
      const { MonitoringNotificationChannel } = OptionalBindings.monitoringNotificationChannel();
      return new MonitoringNotificationChannel(this, `Email-${email}`, {
        displayName: `${prefix}-alarms ${email}`,
        type: "email",
        labels: { email_address: email },
        // Terraform deletes the channel of a removed address before it updates the alarms that name it.
        forceDelete: true,
        userLabels: tags,
        dependsOn: dependenciesFor(this, services?.dependencies),
      }).name;
    });
    this.names = [...created, ...props.notificationChannels];
  }
}
