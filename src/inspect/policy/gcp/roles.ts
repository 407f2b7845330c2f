import type { GcpReadRole } from "../../../core/ci-access/read-roles";
import type { Block, SynthesizedStack } from "../../stack";
import { Purpose } from "../purpose";
import { unknownTypesOf } from "../unknown-types";
import { gathered, type IdentityRoles, type Reason } from "../role";
import { sorted } from "../sorted";
import { GcpStack } from "./gcp-stack";
import type { Row } from "./row";
import { DATA_SOURCES, RESOURCES } from "./table";

const PROJECT_MEMBER = "google_project_iam_member";
/** Of the billing account, whose ID is read from the project. */
const BILLING_ACCOUNT = "{billing account}";

/**
 * The roles that Terraform needs for a synthesized stack on Google Cloud.
 * @see https://cloud.google.com/iam/docs/resource-hierarchy-access-control
 */
export function gcpRolesFor(synthesized: SynthesizedStack, purpose: Purpose): IdentityRoles {
  const stack = new GcpStack(synthesized);
  const unknownTypes = unknownTypesOf(synthesized, stack, { resources: RESOURCES, dataSources: DATA_SOURCES });
  const reasons = [
    ...stack.resources.flatMap((block) => {
      const row = RESOURCES[block.type];
      return row === undefined ? [] : ofResource(stack, block, row, purpose);
    }),
    ...stack.dataSources.flatMap(({ type }) => {
      const role = DATA_SOURCES[type]?.role;
      return role === undefined ? [] : [{ role, scope: stack.project, why: `data.${type}` }];
    }),
    ...ofState(stack, purpose),
  ];
  return { roles: gathered(reasons), unknownTypes };
}

function ofResource(stack: GcpStack, block: Block, row: Row, purpose: Purpose): Reason[] {
  const { type: why } = block;
  const scope = scopeOf(stack, block, row);
  if (purpose === Purpose.PLAN) return row.plan.map((role) => ({ role, scope, why }));
  const condition = why === PROJECT_MEMBER ? onlyRolesOf(stack) : undefined;
  const roles = row.deploy.map((role) => ({ role, scope, why, ...(condition === undefined ? {} : { condition }) }));
  const actsAs = { role: "roles/iam.serviceAccountUser", scope: stack.project, why };
  return [...roles, ...(row.actsAs === undefined ? [] : [actsAs])];
}

function scopeOf(stack: GcpStack, block: Block, { on }: Row): string {
  if (on === undefined) return stack.project;
  const named = stack.named(block, on);
  if (on.startsWith("billing_account")) return `billingAccounts/${named ?? BILLING_ACCOUNT}`;
  return named ?? stack.project;
}

/**
 * The condition with which an identity grants on the project only the roles that the stack grants there.
 * @see https://cloud.google.com/iam/docs/setting-limits-on-granting-roles
 */
function onlyRolesOf(stack: GcpStack): string {
  const roles = stack.resources.filter(({ type }) => type === PROJECT_MEMBER).map(({ values }) => String(values.role));
  const list = sorted(roles).map((role) => `'${role}'`);
  return `api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly([${list.join(", ")}])`;
}

/**
 * The bucket of the states. A plan takes no lock (`-lock=false`), so that it only reads.
 * @see https://developer.hashicorp.com/terraform/language/backend/gcs
 */
function ofState(stack: GcpStack, purpose: Purpose): Reason[] {
  const { backend } = stack;
  if (backend === undefined) return [];
  const reads: GcpReadRole = "roles/storage.objectViewer";
  return [
    {
      role: purpose === Purpose.PLAN ? reads : "roles/storage.objectAdmin",
      scope: `buckets/${String(backend.bucket)}`,
      why: "the state",
    },
  ];
}
