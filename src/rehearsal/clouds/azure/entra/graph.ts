import permissions from "./graph.json";

/** Microsoft Graph in the simulated tenant; its client ID is the same in every tenant. */
export const GRAPH = {
  clientId: "00000003-0000-0000-c000-000000000000",
  objectId: "44444444-5555-4666-8777-888888888888",
} as const;

/** IDs of its application permissions. @see https://learn.microsoft.com/en-us/graph/permissions-reference */
export const GRAPH_PERMISSIONS: Readonly<Record<string, string>> = permissions;
