import { awsDev } from "./environments/aws-dev";
import { synthesize } from "./synthesize";

process.exitCode = synthesize({ aws: [awsDev] });
