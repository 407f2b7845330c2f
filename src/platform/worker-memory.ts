import { that, type Rule } from "../core/rules";

/** Measured on MLflow 3.17: 250 MB for the parent process and for each worker. */
export const WORKER_MIB = 250;

/** The memory of MLflow's containers. */
export interface WorkerMemory {
  readonly memoryMib: number;
  /** What is needed beside the workers. */
  readonly baseMib: number;
  /** What has the memory: "a server of". */
  readonly owner: string;
  readonly remedy: string;
}

/** Workers that fit in the memory. */
export function mostWorkers({ memoryMib, baseMib }: Pick<WorkerMemory, "memoryMib" | "baseMib">): number {
  return Math.floor((memoryMib - baseMib) / WORKER_MIB);
}

/** As many workers as fit in the memory. A fraction of a worker is reported by a row of its own. */
export function workersInMemory(memory: WorkerMemory): Rule {
  const { memoryMib, baseMib, owner, remedy } = memory;
  const most = mostWorkers(memory);
  return that(
    (workers) => !Number.isInteger(workers) || Number(workers) < 1 || Number(workers) <= most,
    `be at most ${most}: ${owner} ${memoryMib} MiB needs ${baseMib} MiB and ${WORKER_MIB} MiB per worker`,
    remedy,
  );
}
