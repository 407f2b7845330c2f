/** The page that alarms and refused changes refer to. */
export const OPERATIONS_GUIDE = "docs/operations-azure.md";
