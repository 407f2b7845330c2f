/** Audience of the tokens that Entra exchanges. @see https://learn.microsoft.com/en-us/entra/workload-id/workload-identity-federation-considerations */
export const TOKEN_AUDIENCE = "api://AzureADTokenExchange";

/** Scope of the application permissions of Microsoft Graph. */
export const GRAPH_SCOPE = "https://graph.microsoft.com";

/** Client ID of Microsoft Graph in every tenant. */
export const GRAPH_CLIENT_ID = "00000003-0000-0000-c000-000000000000";
