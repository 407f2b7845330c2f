export { RehearsedUpgrade, type RehearsedUpgradeOptions } from "./rehearsed-upgrade";
export { isStateful, REPLACEABLE_TYPES, STATEFUL_TYPES } from "./stateful-types";
