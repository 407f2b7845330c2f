/** Location of a new resource group whose environment names none. */
export const DEFAULT_LOCATION = "westeurope";
