import type { Account } from "../../../simulator/account";
import type { Route, StageSnapshot } from "./deployment";
import { blocks, number, text } from "../../../simulator/readers";

/**
 * A method's token bucket: `burst` requests at once, refilled at `rate` a second.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export class Throttle {
  /** The limits of a stage's method settings; the most exact method path counts. */
  public static of(account: Account, stage: StageSnapshot, route: Route): Throttle {
    const paths = [
      `${route.path.slice(1).replaceAll("/", "~1")}/${route.verb}`,
      `${route.path.slice(1)}/${route.verb}`,
      "*/*",
    ];
    const settings = account
      .list("aws_api_gateway_method_settings")
      .map(({ values }) => values)
      .filter((values) => values.rest_api_id === stage.restApiId && values.stage_name === stage.name);
    const setting = paths.flatMap((path) => settings.filter((values) => text(values, "method_path") === path))[0];
    const limits = setting === undefined ? undefined : blocks(setting, "settings")[0];
    const rate = limits === undefined ? undefined : number(limits, "throttling_rate_limit");
    const burst = limits === undefined ? undefined : number(limits, "throttling_burst_limit");
    // -1 is the provider's word for "no limit of its own": then the account's limits apply.
    return new Throttle(
      rate === undefined || rate < 0 ? 10_000 : rate,
      burst === undefined || burst < 0 ? 5000 : burst,
    );
  }

  private tokens: number;
  private filled = Date.now();

  private constructor(
    private readonly rate: number,
    private readonly burst: number,
  ) {
    this.tokens = burst;
  }

  /** Takes a token, if there is one. */
  public admits(): boolean {
    const now = Date.now();
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.filled) / 1000) * this.rate);
    this.filled = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
