import { block, blocks, flag, isSet, isTrue, number, text, texts } from "../../../simulator/readers";
import type { CreateContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { registryOf } from "../../registry";
import { serviceAccountExists } from "../iam/agents";
import { findByName, isForeign } from "../ids";
import { containersOf, isForPeople, serviceAccountOf, templateOf, variablesOf } from "./applied";

/** Cloud Run takes images of Google's registries and of Docker Hub. https://cloud.google.com/run/docs/deploying#images */
const REGISTRIES = /^(docker\.io|index\.docker\.io|([a-z]+\.)?gcr\.io|[a-z0-9-]+-docker\.pkg\.dev)$/;
const CPUS = [1, 2, 4, 6, 8];
const MEMORY: Readonly<Record<string, number>> = { Ki: 1 / 1024, Mi: 1, Gi: 1024, M: 0.9537, G: 953.7 };

function invalid(message: string): never {
  refuse(`Error 400: ${message}`, "template");
}

/** vCPU: `1`, `0.5`, `1000m`. */
function cpuOf(limits: Values | undefined): number {
  const written = text(limits, "cpu") ?? "1";
  return written.endsWith("m") ? Number(written.slice(0, -1)) / 1000 : Number(written);
}

/** Memory in MiB. */
function memoryOf(limits: Values | undefined): number {
  const written = text(limits, "memory") ?? "512Mi";
  const [, size = "", unit = ""] = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|M|G)$/.exec(written) ?? [];
  if (size === "") invalid(`spec.template.spec.containers.resources.limits.memory: Invalid value '${written}'`);
  return Number(size) * (MEMORY[unit] ?? 1);
}

/**
 * @see https://cloud.google.com/run/docs/configuring/services/cpu
 * @see https://cloud.google.com/run/docs/configuring/services/memory-limits
 */
function checkResources(template: Values, container: Values): void {
  const resources = block(container, "resources");
  const [limits] = blocks(resources, "limits");
  const unknown = Object.keys(limits ?? {}).find((key) => !["cpu", "memory", "nvidia.com/gpu"].includes(key));
  if (unknown !== undefined) invalid(`resources.limits: ${unknown} is not supported`);
  const [cpu, memory] = [cpuOf(limits), memoryOf(limits)];
  if (!(cpu >= 0.08 && cpu < 1) && !CPUS.includes(cpu))
    invalid(
      `Invalid value specified for container cpu: ${cpu}. It must be at least 0.08 and below 1, or 1, 2, 4, 6 or 8.`,
    );
  const concurrency = number(template, "max_instance_request_concurrency") ?? 80;
  if (cpu < 1 && concurrency > 1)
    invalid(
      `Invalid value specified for cpu. Total cpu < 1 is not supported with concurrency > 1: it is ${concurrency}.`,
    );
  // That cpu_idle is false wherever resources say nothing else is the provider's doing.
  if (cpu < 1 && resources !== undefined && flag(resources, "cpu_idle") !== true)
    invalid("Invalid value specified for cpu. Total cpu < 1 is not supported with cpu always allocated.");
  const least = cpu >= 6 ? 4096 : cpu === 4 ? 2048 : 0;
  if (memory < least)
    invalid(`Invalid value specified for container memory. For ${cpu} CPU, memory must be at least ${least}Mi.`);
  const most = cpu <= 1 ? 4096 : cpu * 4096;
  if (memory > most)
    invalid(`Invalid value specified for container memory. For ${cpu} CPU, memory must be at most ${most}Mi.`);
}

/** @see https://cloud.google.com/run/docs/configuring/healthchecks */
function checkProbes(container: Values): void {
  for (const kind of ["startup_probe", "liveness_probe"])
    for (const probe of blocks(container, kind)) {
      const path = `template.containers.${String(container.name)}.${kind}`;
      const period = number(probe, "period_seconds") ?? 10;
      const timeout = number(probe, "timeout_seconds") ?? 1;
      const failures = number(probe, "failure_threshold") ?? 3;
      const most = kind === "startup_probe" ? 240 : 3600;
      if (period < 1 || period > most)
        invalid(`${path}.period_seconds: must be between 1 and ${most}, it is ${period}`);
      if (timeout > period) invalid(`${path}.timeout_seconds: must not exceed period_seconds: ${timeout} > ${period}`);
      if (kind === "startup_probe" && period * failures > 240)
        invalid(`${path}: failure_threshold * period_seconds must not exceed 240 seconds: ${failures} * ${period}`);
      if ((number(probe, "initial_delay_seconds") ?? 0) > most)
        invalid(`${path}.initial_delay_seconds: at most ${most}`);
    }
}

function checkContainer(template: Values, container: Values, names: readonly string[]): void {
  const name = String(container.name);
  const image = text(container, "image") ?? "";
  if (!REGISTRIES.test(registryOf(image)))
    invalid(
      `spec.template.spec.containers[0].image: Expected an image path like [host/]repo-path[:tag and/or @digest], where host is one of [region.]gcr.io, [region-]docker.pkg.dev or docker.io but obtained ${image}.`,
    );
  const variables = variablesOf(container).map((each) => each.name);
  const twice = variables.find((each, index) => variables.indexOf(each) !== index);
  if (twice !== undefined) invalid(`template.containers.${name}.env: ${twice} is set more than once`);
  const reserved = variables.find((each) => ["PORT", "K_SERVICE", "K_REVISION", "K_CONFIGURATION"].includes(each));
  if (reserved !== undefined) invalid(`The following reserved env names were provided: ${reserved}.`);
  const unknown = texts(container, "depends_on").find((each) => !names.includes(each) || each === name);
  if (unknown !== undefined) invalid(`template.containers.${name}.depends_on: there is no other container ${unknown}`);
  const volumes = blocks(template, "volumes").map((each) => each.name);
  for (const mount of blocks(container, "volume_mounts"))
    if (!volumes.includes(String(mount.name)))
      invalid(`template.containers.${name}.volume_mounts: there is no volume ${String(mount.name)}`);
  checkProbes(container);
  checkResources(template, container);
}

/** A container that another one waits for must say when it has started. */
function checkOrder(containers: readonly Values[]): void {
  for (const container of containers)
    for (const waited of texts(container, "depends_on")) {
      const found = containers.find(({ name }) => name === waited);
      if (found !== undefined && blocks(found, "startup_probe").length === 0)
        invalid(
          `Revision is not valid: container ${String(container.name)} depends on ${waited}, which must have a startup probe.`,
        );
    }
}

/** @see https://cloud.google.com/run/docs/configuring/vpc-direct-vpc */
function checkNetwork({ account, type, values }: CreateContext, template: Values): void {
  const access = block(template, "vpc_access");
  const [connected] = blocks(access, "network_interfaces");
  if (connected === undefined) return;
  if (isSet(access, "connector") && text(access, "connector") !== undefined)
    invalid("vpc_access: connector and network_interfaces exclude each other");
  for (const kind of ["network", "subnetwork"] as const) {
    const name = text(connected, kind);
    if (name === undefined || isForeign({ account }, name)) continue;
    const found = findByName(account, `google_compute_${kind}`, name);
    if (found === undefined) invalid(`${type} ${String(values.name)}: the ${kind} ${name} was not found`);
    if (kind === "subnetwork" && found?.region !== undefined && !String(found.region).endsWith(String(values.location)))
      invalid(`the subnetwork ${name} is in ${String(found?.region)}, not in ${String(values.location)}`);
  }
}

/** What Cloud Run refuses in the request itself. */
export function checkTemplate(context: CreateContext): void {
  const { account, values } = context;
  const template = templateOf(values) ?? {};
  const containers = containersOf(values);
  const names = containers.map(({ name }) => String(name));
  if (new Set(names).size < names.length) invalid("spec.template.spec.containers: two containers have one name");
  const open = containers.filter((each) => blocks(each, "ports").length > 0);
  if (open.length > 1 || (containers.length > 1 && open.length !== 1))
    invalid(`Revision template should contain exactly one container with an exposed port, it has ${open.length}.`);
  for (const container of containers) checkContainer(template, container, names);
  checkOrder(containers);
  checkNetwork(context, template);
  const scaling = block(template, "scaling");
  const [least, most] = [number(scaling, "min_instance_count") ?? 0, number(scaling, "max_instance_count") ?? 100];
  if (least > most) invalid(`template.scaling: min_instance_count ${least} exceeds max_instance_count ${most}`);
  const timeout = Number((text(template, "timeout") ?? "300s").replace("s", ""));
  if (timeout > 3600) invalid(`template.timeout: at most 3600s, it is ${timeout}s`);
  const email = serviceAccountOf(values);
  if (!serviceAccountExists(account, email))
    refuse(
      `Error 403: Permission 'iam.serviceaccounts.actAs' denied on service account ${email} (or it may not exist).`,
      "template",
    );
  if (isForPeople(values) && !["ALPHA", "BETA"].includes(text(values, "launch_stage") ?? "GA"))
    refuse("Error 400: iap_enabled is in the launch stage BETA, the service is in GA", "launch_stage");
  if (isForPeople(values) && isTrue(values, "invoker_iam_disabled"))
    refuse("Error 400: iap_enabled and invoker_iam_disabled exclude each other", "iap_enabled");
}
