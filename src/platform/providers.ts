import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TimeProvider } from "@cdktf/provider-time/lib/provider";
import type { TerraformStack } from "cdktf";
import { SnowflakePreviewFeatures } from "../snowflake";
import type { SnowflakeAccountSettings } from "./settings";

/** The providers that a platform needs on every cloud. */
export class PlatformProviders {
  /**
   * Adds the providers snowflake, random and time to a stack.
   * @param account the Snowflake account; the environment variables name it otherwise
   */
  public static addTo(stack: TerraformStack, account?: SnowflakeAccountSettings): void {
    new SnowflakeProvider(stack, "SnowflakeProvider", {
      ...account,
      previewFeaturesEnabled: SnowflakePreviewFeatures.REQUIRED,
    });
    new RandomProvider(stack, "RandomProvider");
    new TimeProvider(stack, "TimeProvider");
  }
}
