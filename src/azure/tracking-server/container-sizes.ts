/**
 * vCPU and GiB of the proxy's container: Caddy takes 50 MiB. Container Apps accepts two decimal places in each container, and allowed
 * pairs only in their sums.
 * @see https://learn.microsoft.com/en-us/azure/container-apps/containers#allocations
 */
const PROXY = { cpu: 0.1, gib: 0.2 };
const MIB_PER_GIB = 1024;

/** Memory of the proxy in MiB, rounded up. */
export const PROXY_MIB = Math.ceil(PROXY.gib * MIB_PER_GIB);

/** CPU and memory of a container as Container Apps takes them. */
export interface ContainerSize {
  readonly cpu: number;
  readonly memory: string;
}

/** A container with all of a replica. */
export function wholeSize(vcpu: number, memoryMib: number): ContainerSize {
  return size(vcpu, memoryMib / MIB_PER_GIB);
}

/** The sizes of MLflow and its proxy, which add up to those of the replica. */
export function serverSizes(vcpu: number, memoryMib: number): { mlflow: ContainerSize; proxy: ContainerSize } {
  return {
    mlflow: size(vcpu - PROXY.cpu, memoryMib / MIB_PER_GIB - PROXY.gib),
    proxy: size(PROXY.cpu, PROXY.gib),
  };
}

/** With two decimal places, so that the sums are exact. */
function size(cpu: number, gib: number): ContainerSize {
  const rounded = (value: number): number => Math.round(value * 100) / 100;
  return { cpu: rounded(cpu), memory: `${rounded(gib)}Gi` };
}
