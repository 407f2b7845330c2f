import { Sizes, type Size } from "../../core";
import { AwsSizes } from "../sizes";
import { CpuArchitecture, type ExecuteCommand, type ServerSettings } from "./settings";

/** Default port of the internal load balancer. */
export const LISTENER_PORT = 80;

/** Server settings with every default; internal to the package. */
export interface ResolvedServer extends ServerSettings {
  readonly replicas: number;
  readonly vcpu: number;
  readonly memoryMib: number;
  readonly workers: number;
  readonly startupGraceSeconds: number;
  readonly logRetentionDays: number;
  readonly cpuArchitecture: CpuArchitecture;
  readonly executeCommand: ExecuteCommand;
}

export function resolveServer(given: ServerSettings, size: Size): ResolvedServer {
  const defaults = Sizes.defaults(size);
  return {
    ...given,
    replicas: given.replicas ?? defaults.replicas,
    vcpu: given.vcpu ?? defaults.vcpu,
    memoryMib: given.memoryMib ?? defaults.memoryMib,
    workers: given.workers ?? defaults.workers,
    startupGraceSeconds: given.startupGraceSeconds ?? defaults.startupGraceSeconds,
    logRetentionDays: given.logRetentionDays ?? defaults.logRetentionDays,
    executeCommand: given.executeCommand ?? AwsSizes.defaults(size).executeCommand,
    cpuArchitecture: given.cpuArchitecture ?? CpuArchitecture.ARM64,
  };
}
