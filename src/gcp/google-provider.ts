import { GoogleBetaProvider } from "@cdktf/provider-google-beta/lib/provider";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import type { TerraformStack } from "cdktf";

/** What the providers of Google Cloud need to know. */
export interface GoogleProviderProps {
  readonly projectId?: string;
}

/** Adds the provider google alone. */
export function addGoogleProvider(stack: TerraformStack, { projectId }: GoogleProviderProps): void {
  new GoogleProvider(stack, "GoogleProvider", { project: projectId });
}

/** Adds the providers google and google-beta alone: API Gateway and Identity-Aware Proxy for Cloud Run are in google-beta only. */
export function addGoogleProviders(stack: TerraformStack, props: GoogleProviderProps): void {
  addGoogleProvider(stack, props);
  new GoogleBetaProvider(stack, "GoogleBetaProvider", { project: props.projectId });
}
