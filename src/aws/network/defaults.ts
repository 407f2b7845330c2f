import { Sizes, type Size } from "../../core";
import { AwsSizes } from "../sizes";
import { NetworkEgress, type NetworkSettings } from "./settings";

/** Network settings with every default; internal to the package. */
export interface ResolvedNetwork extends NetworkSettings {
  readonly cidr: string;
  readonly zones: number;
  readonly privateServers: boolean;
  readonly natGateways: number;
  readonly egress: NetworkEgress;
}

/** Completes network settings by the defaults of a size. */
export function resolveNetwork(given: NetworkSettings, size: Size): ResolvedNetwork {
  const egress = given.egress ?? NetworkEgress.INTERNET;
  return {
    ...given,
    cidr: given.cidr ?? "10.40.0.0/16",
    zones: given.zones ?? 2,
    egress,
    privateServers: given.privateServers ?? (egress === NetworkEgress.NONE || Sizes.defaults(size).privateServers),
    natGateways: given.natGateways ?? AwsSizes.defaults(size).natGateways,
  };
}
