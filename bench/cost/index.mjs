import * as aws from "./aws.mjs";
import * as azure from "./azure.mjs";
import * as gcp from "./gcp.mjs";

/** The prices of each cloud: what they are of, and what an idle stack costs. */
export const CLOUDS = { aws, azure, gcp };
