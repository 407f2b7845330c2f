import { block, blocks, number, texts } from "../../../simulator/readers";
import type { CreateContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { serviceAccountExists } from "../iam/agents";
import { containersOf, serviceAccountOf, templateOf, variablesOf } from "./applied";

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

/** What Cloud Run refuses in the request itself, besides the rows. */
export function checkTemplate({ account, values }: CreateContext): void {
  const template = templateOf(values) ?? {};
  const containers = containersOf(values);
  if (twice(containers.map(({ name }) => name)) !== undefined) invalid("two containers have one name");
  const open = containers.filter((each) => blocks(each, "ports").length > 0).length;
  if (open > 1 || (containers.length > 1 && open !== 1))
    invalid(`Revision template should contain exactly one container with an exposed port, it has ${open}.`);
  for (const container of containers) checkContainer(template, container);
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
