/** The location of a platform that names none. */
export const DEFAULT_LOCATION = "westeurope";
