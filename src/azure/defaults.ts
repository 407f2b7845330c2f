/** The page that messages, alarms and docstrings name. */
export const OPERATIONS_GUIDE = "docs/operations-azure.md";

/** Location of a new resource group whose environment names none. */
export const DEFAULT_LOCATION = "westeurope";
