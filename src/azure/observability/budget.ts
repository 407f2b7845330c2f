import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { AzureComponentProps } from "../component";
import { OptionalBindings } from "../optional-bindings";
import type { BudgetSettings } from "./settings";

export interface MonthlyBudgetProps extends AzureComponentProps, BudgetSettings {
  /** The action group that the budget notifies. */
  readonly actionGroupId: string;
}

/** The monthly budget of the resource group. */
export class MonthlyBudget extends Construct {
  constructor(scope: Construct, id: string, props: MonthlyBudgetProps) {
    super(scope, id);
    const { StaticResource } = OptionalBindings.timeStatic();
    const { ConsumptionBudgetResourceGroup } = OptionalBindings.consumptionBudgetResourceGroup();
    // Azure refuses a start before the current month, and another start recreates the budget: the month of the first deploy is kept.
    const created = new StaticResource(this, "Created");
    const notification = (thresholdType: string, threshold: number) => ({
      thresholdType,
      threshold,
      operator: "GreaterThan",
      contactGroups: [props.actionGroupId],
    });
    new ConsumptionBudgetResourceGroup(this, "Resource", {
      name: `${props.prefix}-monthly`,
      resourceGroupId: props.resourceGroup.resourceGroupId,
      amount: props.monthlyAmount,
      timeGrain: "Monthly",
      timePeriod: { startDate: Fn.formatdate("YYYY-MM'-01T00:00:00Z'", created.rfc3339) },
      notification: [notification("Actual", 80), notification("Forecasted", 100)],
    });
  }
}
