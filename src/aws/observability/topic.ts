import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AwsAccount } from "../account";
import type { AwsComponentProps } from "../component";
import { policyDocument } from "../iam";
import { OptionalBindings } from "../optional-bindings";

export interface AlarmTopicProps extends AwsComponentProps {
  readonly encryptionKeyArn?: string;
  readonly emails: string[];
}

/** The topic that alarms and the budget notify, with its subscribers. */
export class AlarmTopic extends Construct {
  public readonly topicArn: string;
  /** What must exist before a service publishes: the topic's policy. */
  public readonly dependencies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const { SnsTopic } = OptionalBindings.snsTopic();
    const { SnsTopicPolicy } = OptionalBindings.snsTopicPolicy();
    const { prefix, tags } = props;
    const topic = new SnsTopic(this, "Resource", {
      name: `${prefix}-alarms`,
      kmsMasterKeyId: props.encryptionKeyArn,
      tags,
    });
    this.topicArn = topic.arn;
    const { accountId, partition, region } = AwsAccount.of(this);
    const publish = (sid: string, service: string, source: string) =>
      ({
        Sid: sid,
        Effect: "Allow",
        Principal: { Service: service },
        Action: "SNS:Publish",
        Resource: topic.arn,
        // These services act for every account: only this account may publish here.
        Condition: { StringEquals: { "aws:SourceAccount": accountId }, ArnLike: { "aws:SourceArn": source } },
      }) as const;
    const policy = new SnsTopicPolicy(this, "Policy", {
      arn: topic.arn,
      policy: policyDocument([
        publish(
          "Alarms",
          "cloudwatch.amazonaws.com",
          `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${prefix}-*`,
        ),
        publish("Budgets", "budgets.amazonaws.com", `arn:${partition}:budgets::${accountId}:*`),
      ]),
    });
    this.dependencies = [policy];
    for (const email of props.emails) {
      const { SnsTopicSubscription } = OptionalBindings.snsTopicSubscription();
      new SnsTopicSubscription(this, `Email-${email}`, { topicArn: topic.arn, protocol: "email", endpoint: email });
    }
  }
}
