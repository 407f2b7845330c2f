import { awsDev } from "./environments/aws-dev";
import { awsProd } from "./environments/aws-prod";
import { synthesize, withoutProtection } from "./synthesize";

process.exitCode = synthesize({ aws: withoutProtection([awsDev, awsProd], process.env.MLOPS_UNPROTECTED) });
