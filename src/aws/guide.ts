/** The page that messages and alarms refer to. */
export const OPERATIONS_GUIDE = "docs/operations-aws.md";
