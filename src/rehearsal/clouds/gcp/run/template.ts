import { block, blocks, number, text, texts } from "../../../simulator/readers";
import type { CreateContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { parseCidr } from "../../../simulator/cidr";
import { serviceAccountExists } from "../iam/agents";
import { findByName } from "../ids";
import { containersOf, serviceAccountOf, templateOf, variablesOf } from "./applied";
import limitRows from "./limits.json";

function invalid(message: string): never {
  refuse(`Error 400: ${message}`, "template");
}

/** The first that stands more than once. */
function twice(names: readonly unknown[]): unknown {
  return names.find((each, index) => names.indexOf(each) !== index);
}

/** @see https://cloud.google.com/run/docs/configuring/healthchecks */
function checkProbes(container: Values): void {
  for (const kind of ["startup_probe", "liveness_probe"])
    for (const probe of blocks(container, kind)) {
      const path = `template.containers.${String(container.name)}.${kind}`;
      const [period, timeout] = [number(probe, "period_seconds") ?? 10, number(probe, "timeout_seconds") ?? 1];
      const failures = number(probe, "failure_threshold") ?? 3;
      if (timeout > period) invalid(`${path}.timeout_seconds: must not exceed period_seconds: ${timeout} > ${period}`);
      if (kind === "startup_probe" && period * failures > 240)
        invalid(`${path}: failure_threshold * period_seconds must not exceed 240 seconds: ${failures} * ${period}`);
    }
}

function checkContainer(template: Values, container: Values): void {
  const path = `template.containers.${String(container.name)}`;
  const again = twice(variablesOf(container).map(({ name }) => name));
  if (again !== undefined) invalid(`${path}.env: ${String(again)} is set more than once`);
  // A container that another one waits for must say when it has started.
  for (const waited of texts(container, "depends_on")) {
    const found = blocks(template, "containers").find(({ name }) => name === waited);
    if (found === undefined) invalid(`${path}.depends_on: there is no other container ${waited}`);
    if (blocks(found, "startup_probe").length === 0)
      invalid(`Revision is not valid: ${path} depends on ${waited}, which must have a startup probe.`);
  }
  for (const { name } of blocks(container, "volume_mounts"))
    if (!blocks(template, "volumes").some((each) => each.name === name))
      invalid(`${path}.volume_mounts: there is no volume ${String(name)}`);
  checkProbes(container);
}

/** MiB that containers of so many vCPU may have, and the MiB of a unit. */
const MEMORY: Readonly<Record<string, readonly number[] | undefined>> = limitRows.memory;
const UNITS: Readonly<Record<string, number | undefined>> = limitRows.units;

/** @see https://cloud.google.com/run/docs/configuring/services/cpu */
function checkLimits(containers: readonly Values[]): void {
  let total = 0;
  for (const container of containers) {
    const limits = block(block(container, "resources"), "limits");
    const [cpu, memory] = [text(limits, "cpu") ?? "1", text(limits, "memory") ?? "512Mi"];
    const cores = parseFloat(cpu) / (cpu.endsWith("m") ? 1000 : 1);
    total += cores;
    const [least = 0, most = Number.POSITIVE_INFINITY] = MEMORY[cores] ?? [];
    const mib = parseFloat(memory) * (UNITS[memory.replace(/^[\d.]+/, "")] ?? 0);
    const wrong = `Invalid value specified for container memory. For ${cores} CPU, memory must be at`;
    if (mib < least) invalid(`${wrong} least ${least}Mi.`);
    if (mib > most) invalid(`${wrong} most ${most}Mi.`);
  }
  if (total > 8) invalid("Invalid value specified for cpu. Total millicpu may not exceed 8000.");
}

/** @see https://cloud.google.com/run/docs/configuring/vpc-direct-vpc */
function checkSubnetwork({ account, values }: CreateContext, template: Values): void {
  const [connected] = blocks(block(template, "vpc_access"), "network_interfaces");
  const found = findByName(account, "google_compute_subnetwork", text(connected, "subnetwork"));
  if (found === undefined) return;
  const what = `vpc_access: the subnetwork ${String(found.name)}`;
  if (!String(found.region).endsWith(String(values.location))) invalid(`${what} is not in ${String(values.location)}`);
  if ((parseCidr(String(found.ip_cidr_range))?.prefix ?? 0) > 26) invalid(`${what} is smaller than a /26`);
}

/**
 * Not verified: the words. A service is not made before its own first revision, so a new one can name that alone.
 * @see https://cloud.google.com/run/docs/rollouts-rollbacks-traffic-migration
 */
function checkTraffic(values: Values): void {
  const targets = blocks(values, "traffic");
  const total = targets.reduce((sum, each) => sum + (number(each, "percent") ?? 0), 0);
  if (targets.length > 0 && total !== 100)
    refuse(`Error 400: traffic: the percentages must sum to 100, not ${total}`, "traffic");
  const known = [templateOf(values)?.revision, ...blocks(values, "revisions").map(({ name }) => name)];
  const gone = targets
    .map((each) => text(each, "revision"))
    .find((name) => name !== undefined && !known.includes(name));
  if (gone !== undefined) refuse(`Error 404: traffic: Revision '${gone}' was not found`, "traffic");
}

/** What Cloud Run refuses in the request itself, besides the rows. */
export function checkTemplate(context: CreateContext): void {
  const { account, values } = context;
  const template = templateOf(values) ?? {};
  const containers = containersOf(values);
  if (twice(containers.map(({ name }) => name)) !== undefined) invalid("two containers have one name");
  const open = containers.filter((each) => blocks(each, "ports").length > 0).length;
  if (open > 1 || (containers.length > 1 && open !== 1))
    invalid(`Revision template should contain exactly one container with an exposed port, it has ${open}.`);
  for (const container of containers) checkContainer(template, container);
  checkLimits(containers);
  checkTraffic(values);
  checkSubnetwork(context, template);
  const scaling = block(template, "scaling");
  const [least, most] = [number(scaling, "min_instance_count") ?? 0, number(scaling, "max_instance_count") || 100];
  if (least > most) invalid(`template.scaling: min_instance_count ${least} exceeds max_instance_count ${most}`);
  const email = serviceAccountOf(values);
  if (!serviceAccountExists(account, email))
    refuse(
      `Error 403: Permission 'iam.serviceaccounts.actAs' denied on service account ${email} (or it may not exist).`,
      "template",
    );
}
