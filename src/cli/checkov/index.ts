export {
  InvalidReasons,
  ownReasons,
  projectReasons,
  readReasons,
  REASONS_FILE,
  stale,
  unexplained,
  type AcceptedCheck,
} from "./reasons";
export { runCheckov, type CheckovReport, type FailedCheck } from "./run";
