import { Token } from "cdktf";
import { Construct } from "constructs";
import { dependenciesFor } from "../../core/dependencies";
import type { GcpComponentProps } from "../component";
import { OptionalBindings } from "../optional-bindings";
import { GcpProject } from "../project";
import type { BudgetSettings } from "./settings";

export interface MonthlyBudgetProps extends GcpComponentProps, BudgetSettings {
  /** Names of the notification channels, besides the administrators of the billing account. */
  readonly channels: string[];
}

/**
 * The monthly budget of the project. The administrators of its billing account are notified in any case.
 * @see https://cloud.google.com/billing/docs/how-to/budgets
 */
export class MonthlyBudget extends Construct {
  constructor(scope: Construct, id: string, props: MonthlyBudgetProps) {
    super(scope, id);
    const { prefix, services, channels, monthlyAmount } = props;
    const { billingAccount, number } = GcpProject.of(this);
    const { BillingBudget } = OptionalBindings.billingBudget();
    new BillingBudget(this, "Resource", {
      billingAccount,
      displayName: `${prefix}-monthly`,
      amount: {
        specifiedAmount: {
          units: Token.isUnresolved(monthlyAmount) ? Token.asString(monthlyAmount) : String(monthlyAmount),
        },
      },
      // The API answers with the number: the project's ID would be a difference at every plan.
      budgetFilter: { projects: [`projects/${number}`] },
      thresholdRules: [
        { thresholdPercent: 0.8, spendBasis: "CURRENT_SPEND" },
        { thresholdPercent: 1, spendBasis: "FORECASTED_SPEND" },
      ],
      // Without a channel the API accepts no rule.
      allUpdatesRule: channels.length === 0 ? undefined : { monitoringNotificationChannels: channels },
      dependsOn: dependenciesFor(this, services?.dependencies),
    });
  }
}
