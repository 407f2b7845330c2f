import { aws } from "./aws";
import { azure } from "./azure";
import { gcp } from "./gcp";

export { idleCostOf, resourcesOf, type CloudPrices, type IdleCost, type Resources } from "./parts";

/** The list prices of each cloud: the one table that the bench, the documentation and `mlops plan-summary` go by. */
export const CLOUD_PRICES = { aws, azure, gcp } as const;
