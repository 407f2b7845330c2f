export { RehearsedUpgrade, type RehearsedUpgradeOptions } from "./rehearsed-upgrade";
