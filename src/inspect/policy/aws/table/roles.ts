import type { Row } from "../row";

const ROLE = "arn:aws:iam::{account}:role{path|'/'}{name|name_prefix*}";
const ITS_ROLE = "arn:aws:iam::{account}:role/{role.name|role.name_prefix*|role}";
const POLICY = "arn:aws:iam::{account}:policy{path|'/'}{name|name_prefix*}";
/** Its name is the URL without the scheme. */
const OIDC_PROVIDER = "arn:aws:iam::{account}:oidc-provider/*";

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
export const roles: Record<string, Row> = {
  aws_iam_role: {
    on: [ROLE],
    create: "iam:CreateRole iam:TagRole",
    read: "iam:GetRole iam:ListRolePolicies iam:GetRolePolicy iam:ListAttachedRolePolicies",
    update: `iam:UpdateRole iam:UpdateRoleDescription iam:UpdateAssumeRolePolicy iam:TagRole iam:UntagRole`,
    delete: "iam:DeleteRole iam:ListInstanceProfilesForRole",
    when: [
      {
        attribute: "permissions_boundary",
        on: [ROLE],
        actions: "iam:PutRolePermissionsBoundary iam:DeleteRolePermissionsBoundary",
      },
      { attribute: "force_detach_policies", on: [ROLE], actions: "iam:DetachRolePolicy iam:DeleteRolePolicy" },
    ],
  },
  aws_iam_role_policy: {
    on: [ITS_ROLE],
    create: "iam:PutRolePolicy",
    read: "iam:GetRolePolicy",
    update: "iam:PutRolePolicy",
    delete: "iam:DeleteRolePolicy",
  },
  aws_iam_role_policy_attachment: {
    on: [ITS_ROLE],
    create: "iam:AttachRolePolicy",
    read: "iam:ListAttachedRolePolicies",
    update: "",
    delete: "iam:DetachRolePolicy",
  },
  aws_iam_policy: {
    on: [POLICY],
    create: "iam:CreatePolicy iam:TagPolicy",
    read: "iam:GetPolicy iam:GetPolicyVersion iam:ListPolicyVersions",
    update: "iam:CreatePolicyVersion iam:DeletePolicyVersion iam:TagPolicy iam:UntagPolicy",
    delete: "iam:DeletePolicy iam:DeletePolicyVersion",
  },
  aws_iam_openid_connect_provider: {
    on: [OIDC_PROVIDER],
    create: "iam:CreateOpenIDConnectProvider iam:TagOpenIDConnectProvider",
    read: "iam:GetOpenIDConnectProvider",
    update: `iam:AddClientIDToOpenIDConnectProvider iam:RemoveClientIDFromOpenIDConnectProvider
      iam:UpdateOpenIDConnectProviderThumbprint iam:TagOpenIDConnectProvider iam:UntagOpenIDConnectProvider`,
    delete: "iam:DeleteOpenIDConnectProvider",
  },
};
