// What says nothing about how the program behaves on this machine; probes are asked by themselves.
const WITHOUT_EFFECT = ["resources", "liveness_probe", "startup_probe", "build_info"];
const REPRODUCED = ["name", "image", "command", "args", "env", "ports", "depends_on", "volume_mounts"];

/** The attributes of a container that a rehearsal reproduces, or that have no effect on it. */
export const UNDERSTOOD = [...REPRODUCED, ...WITHOUT_EFFECT];
