import { newId } from "../../../simulator/ids";
import { text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, PlanContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { all, findByName } from "../ids";
import { isOwnProject } from "../session";
import { consumersOf } from "../sql/applied";
import { keepName, needNamed, NETWORK, SUBNETWORK } from "./networks";

const ATTACHMENT = /\/serviceAttachments\/[^/]+$/;

/** The address is written by its name and read back as what it is: the plan sees no change. */
function plan(context: PlanContext): void {
  const { prior, planned } = context;
  for (const attribute of ["network", "subnetwork", "target"]) keepName(context, attribute);
  if (/^[\d.]+$/.test(text(prior, "ip_address") ?? "") && (text(planned, "ip_address") ?? "").includes("/"))
    planned.ip_address = prior?.ip_address ?? null;
}

/** The database instance of a service attachment. */
function instanceOf({ account }: CreateContext, attachment: string): Values | undefined {
  return all(account, "google_sql_database_instance").find(
    ({ psc_service_attachment_link }) => psc_service_attachment_link === attachment,
  );
}

function invalid(message: string, attribute: string): never {
  refuse(`Error creating ForwardingRule: googleapi: Error 400: ${message}, invalid`, attribute);
}

/** @see https://cloud.google.com/vpc/docs/configure-private-service-connect-services */
function checkEndpoint(context: CreateContext, target: string): void {
  const { account, values } = context;
  if (needNamed(context, NETWORK, "network") === undefined && text(values, "subnetwork") === undefined)
    invalid("Invalid value for field 'resource.network': an endpoint is in a network.", "network");
  const given = text(values, "ip_address") ?? "";
  const address =
    findByName(account, "google_compute_address", given) ??
    all(account, "google_compute_address").find((each) => each.address === given);
  if (address === undefined)
    invalid(
      `Invalid value for field 'resource.IPAddress': '${given}'. An endpoint needs an internal address of its region.`,
      "ip_address",
    );
  if (address.region !== values.region || address.address_type !== "INTERNAL")
    invalid(
      `Invalid value for field 'resource.IPAddress': '${given}' is not an internal address of ${String(values.region)}.`,
      "ip_address",
    );
  values.ip_address = address.address ?? null;
  const instance = instanceOf(context, target);
  if (instance === undefined) invalid(`The service attachment '${target}' was not found.`, "target");
  if (instance.region !== values.region && values.allow_psc_global_access !== true)
    invalid(`The service attachment '${target}' is in ${String(instance.region)}.`, "target");
  const isAccepted = consumersOf(instance).some((each) => isOwnProject(account, each));
  Object.assign(values, {
    psc_connection_id: newId(account, "psc", "digits", 17),
    psc_connection_status: isAccepted ? "ACCEPTED" : "PENDING",
  });
}

function checkZoneRecord({ account, values }: CreateContext): void {
  const zone = findByName(account, "google_dns_managed_zone", text(values, "managed_zone"));
  const [name, suffix] = [String(values.name), String(zone?.dns_name)];
  if (name !== suffix && !name.endsWith(`.${suffix}`))
    refuse(
      `Error creating DNS RecordSet: googleapi: Error 400: Invalid value for 'entity.change.additions[0].name': '${name}' is not in the zone ${suffix}, invalid`,
      "name",
    );
}

export const endpointActs: Readonly<Record<string, Acts>> = {
  google_compute_forwarding_rule: {
    plan,
    create: (context) => {
      const { values } = context;
      const target = text(values, "target");
      if (target !== undefined && ATTACHMENT.test(target)) checkEndpoint(context, target);
      needNamed(context, SUBNETWORK, "subnetwork");
    },
    update: ({ prior, values }) => {
      if (prior.target !== values.target)
        refuse(
          "Error updating ForwardingRule: googleapi: Error 400: the target of an endpoint can't be changed., invalid",
          "target",
        );
    },
  },
  google_dns_record_set: { check: checkZoneRecord },
};
