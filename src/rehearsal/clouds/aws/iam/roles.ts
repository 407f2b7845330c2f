import { blocks, isTrue, text, texts } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { checkPolicy, readPolicy, validatePolicyAttribute, type PolicyRefusal } from "../identities/attached-policy";
import { MANAGED_POLICIES } from "../identities/managed-policies";
import { all } from "../lookup";
import { accountId, partitionOf, regionOf } from "../session";

const TRUST: PolicyRefusal = {
  kind: "trust",
  malformed: "MalformedPolicyDocument",
  principal: "MalformedPolicyDocument: Invalid principal in policy",
  maxLength: 2048,
};
const IDENTITY: PolicyRefusal = { kind: "identity", malformed: "MalformedPolicyDocument", maxLength: 10_240 };

function needPolicy({ account }: CreateContext, arn: string, attribute: string): void {
  const managed = /^arn:aws[a-z-]*:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  const known =
    managed === undefined
      ? all(account, "aws_iam_policy").some((own) => own.arn === arn)
      : MANAGED_POLICIES[managed] !== undefined;
  if (!known)
    refuse(
      `NoSuchEntity: Policy ${arn} does not exist or is not attachable${managed === undefined ? "." : " (the rehearsal knows no policy of AWS with this name)."}`,
      attribute,
    );
}

/** The inline policies of a role may have 10,240 characters together. */
function needRoom({ account, values }: CreateContext, inline: readonly Values[], role: string): void {
  const others = all(account, "aws_iam_role_policy").filter(
    (policy) => policy.role === role && policy.id !== values.id,
  );
  const policies = [...inline, ...others].map((policy) => (text(policy, "policy") ?? "").replace(/\s/g, ""));
  const length = policies.reduce((sum, policy) => sum + policy.length, 0);
  if (length > 10_240)
    refuse(`LimitExceeded: Maximum policy size of 10240 bytes exceeded for role ${role}: ${length}`, "policy");
}

/** A policy of the type's own attribute `policy`. */
function documentActs(maxLength: number): Acts {
  return {
    validate: (context) => validatePolicyAttribute(context, "policy"),
    check: ({ values }) => void readPolicy(text(values, "policy") ?? "", "policy", { ...IDENTITY, maxLength }),
  };
}

/**
 * Names are unique in an account, whatever the path; a role is deleted only without policies.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html
 */
export const roleActs: Readonly<Record<string, Acts>> = {
  aws_iam_role: {
    validate: (context) => validatePolicyAttribute(context, "assume_role_policy"),
    check: (context) => {
      const { values } = context;
      checkPolicy(context, text(values, "assume_role_policy") ?? "", "assume_role_policy", TRUST);
      const boundary = text(values, "permissions_boundary");
      if (boundary !== undefined) needPolicy(context, boundary, "permissions_boundary");
      for (const inline of blocks(values, "inline_policy")) {
        const json = text(inline, "policy");
        if (json !== undefined) readPolicy(json, "inline_policy", IDENTITY);
      }
      needRoom(context, blocks(values, "inline_policy"), String(values.name));
      for (const arn of texts(values, "managed_policy_arns")) needPolicy(context, arn, "managed_policy_arns");
    },
    delete: ({ account, prior }) => {
      if (isTrue(prior, "force_detach_policies")) return;
      if (all(account, "aws_iam_role_policy_attachment").some((attachment) => attachment.role === prior.name))
        refuse("DeleteConflict: Cannot delete entity, must detach all policies first.");
      if (all(account, "aws_iam_role_policy").some((policy) => policy.role === prior.name))
        refuse("DeleteConflict: Cannot delete entity, must delete policies first.");
    },
  },
  aws_iam_role_policy: {
    ...documentActs(10_240),
    check: (context) => {
      const { values } = context;
      void readPolicy(text(values, "policy") ?? "", "policy", IDENTITY);
      needRoom(context, [values], String(values.role));
    },
  },
  aws_iam_policy: documentActs(6144),
  aws_iam_openid_connect_provider: {
    create: ({ account, provider, values, ...context }) => {
      const issuer = (text(values, "url") ?? "").replace(/^https:\/\//, "");
      const { name } = partitionOf(regionOf({ ...context, account, provider, values }));
      values.arn = `arn:${name}:iam::${accountId(account)}:oidc-provider/${issuer}`;
      values.id = values.arn;
    },
  },
  aws_iam_role_policy_attachment: {
    check: (context) => needPolicy(context, text(context.values, "policy_arn") ?? "", "policy_arn"),
  },
};
