import { permissions, type Roles, type Row } from "../row";

const NETWORK: Roles = { deploy: ["roles/compute.networkAdmin"], plan: ["roles/compute.networkViewer"] };
const DNS: Roles = { deploy: ["roles/dns.admin"], plan: ["roles/dns.reader"] };

/** The network of a private database. */
export const NETWORKS: Readonly<Record<string, Row>> = {
  google_compute_network: { ...NETWORK, ...permissions("compute.networks") },
  google_compute_subnetwork: { ...NETWORK, ...permissions("compute.subnetworks") },
  google_compute_address: {
    ...NETWORK,
    read: "compute.addresses.get",
    write: "compute.addresses.createInternal compute.addresses.deleteInternal compute.addresses.setLabels",
  },
  google_compute_forwarding_rule: {
    ...NETWORK,
    read: "compute.forwardingRules.get",
    write: "compute.forwardingRules.pscCreate compute.forwardingRules.pscDelete compute.forwardingRules.pscSetLabels",
  },
  google_dns_managed_zone: { ...DNS, ...permissions("dns.managedZones") },
  google_dns_record_set: {
    ...DNS,
    read: "dns.resourceRecordSets.list",
    write:
      "dns.changes.create dns.resourceRecordSets.create dns.resourceRecordSets.update dns.resourceRecordSets.delete",
  },
};
