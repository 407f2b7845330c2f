import { text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import { UNKNOWN, type RuleContext, type Values } from "../../../simulator/rule";
import { MEMBER_TYPES, normalMember } from "./policies";

/** Address and member are known before the account exists. */
function addresses(values: Values): void {
  const [name, project] = [text(values, "account_id"), text(values, "project")];
  const email = name === undefined || project === undefined ? UNKNOWN : `${name}@${project}.iam.gserviceaccount.com`;
  values.email = email;
  values.member = email === UNKNOWN ? UNKNOWN : `serviceAccount:${email}`;
}

/** A grant is one of this very account: one that is made again under its name does not get it back. */
function removeGrants({ account }: RuleContext, member: string): void {
  for (const type of Object.keys(MEMBER_TYPES))
    for (const { id, values } of account.list(type))
      if (normalMember(String(values.member)) === member) account.remove(type, id);
}

export const serviceAccountActs: Readonly<Record<string, Acts>> = {
  google_service_account: {
    plan: ({ planned, prior }) => {
      if (prior?.account_id !== planned.account_id) addresses(planned);
    },
    create: ({ values }) => addresses(values),
    delete: (context) => removeGrants(context, String(context.prior.member)),
  },
};
