/** Region of an environment that names none: it has API Gateway, and every other service of the platform. */
export const DEFAULT_REGION = "europe-west1";
