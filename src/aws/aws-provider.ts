import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { TerraformStack } from "cdktf";

/** Adds the provider aws alone. */
export function addAwsProvider(
  stack: TerraformStack,
  { region, accountId }: { readonly region?: string; readonly accountId?: string },
): void {
  new AwsProvider(stack, "AwsProvider", {
    region,
    allowedAccountIds: accountId === undefined ? undefined : [accountId],
  });
}
