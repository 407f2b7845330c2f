/** The page that says what to do about alarms and refused changes. */
export const GUIDE = "docs/operations-gcp.md";
