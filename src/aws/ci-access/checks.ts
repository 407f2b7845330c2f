import type { CheckTable, Row } from "../../core/checks";
import { AWS_ISSUER_ROWS } from "../../core/ci-access/aws-issuer";
import { CI_ENVIRONMENT_NAME, CI_REPOSITORY } from "../../core/ci-access/checks";
import { ENVIRONMENT_ROWS } from "../../core/environment-rows";
import { integer, required, that, type Rule } from "../../core/rules";
import { COMPONENT_ROWS, PREFIX } from "../component-checks";
import { AwsNameRules } from "../names";
import { PROVIDER_ROWS } from "../rules";
import { S3_STATE } from "../state-backend/checks";
import type { S3State } from "../state-backend/settings";
import { resolveCiAccess, type ResolvedCiAccess } from "./defaults";
import { DOCUMENT, LENGTH, POLICY_ARN, READ_ONLY } from "./documents";
import { longestRoleName } from "./names";
import type { CiAccessSettings, CiEnvironmentSettings } from "./settings";
import { issuerName } from "./trust";

/** A role takes ten managed policies. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const COUNT: Rule = that(
  (list) => Array.isArray(list) && list.length >= 1 && list.length <= 10,
  "have 1 to 10 policies: a role takes at most ten managed policies",
  "Use the files that mlops policy <environment> --out writes",
);

const ENVIRONMENT: CheckTable<CiEnvironmentSettings> = {
  rows: [
    ...CI_ENVIRONMENT_NAME,
    ...(["planPolicies", "deployPolicies"] as const).flatMap((field): Row<CiEnvironmentSettings>[] => [
      { field, rule: COUNT, synthesis: "items" },
      { field, rule: DOCUMENT, each: true },
      { field, rule: LENGTH, each: true },
    ]),
    { field: "planPolicies", rule: READ_ONLY, each: true },
  ],
};

/** The names of the environments that are set. */
function namesOf(environments: unknown): string[] {
  return Array.isArray(environments) ? environments.map((each: CiEnvironmentSettings) => each.name) : [];
}

const PROVIDER_ARN = /^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/(.+)$/;

type Named = ResolvedCiAccess & { readonly prefix: string };

const SETTINGS: readonly Row<Named>[] = [
  ...CI_REPOSITORY.rows,
  ...AWS_ISSUER_ROWS,
  { field: "environments", rule: required("each environment has roles of its own", "Add an environment") },
  {
    field: "environments",
    rule: that((list) => namesOf(list).length > 0, "have at least 1 environment", "Add an environment"),
    synthesis: "items",
  },
  {
    field: "environments",
    rule: that(
      (list) => new Set(namesOf(list)).size === namesOf(list).length,
      "have different names: roles are named after them",
      "Remove the duplicate",
    ),
  },
  {
    field: "environments",
    rule: ({ prefix }) =>
      that(
        (list) => namesOf(list).every((name) => longestRoleName(prefix, name).length <= AwsNameRules.ROLE.max),
        `have names that fit into a role's: <prefix>-<name>-deploy has at most ${AwsNameRules.ROLE.max} characters`,
        "Choose a shorter prefix or name",
      ),
  },
  { field: "environments", table: ENVIRONMENT, each: true },
  {
    field: "oidcProviderArn",
    rule: ({ issuer }) =>
      that(
        (arn) => PROVIDER_ARN.exec(String(arn))?.[1] === issuerName(issuer),
        `be the ARN of the OIDC provider of the issuer: arn:aws:iam::<account>:oidc-provider/${issuerName(issuer)}`,
        "Use aws iam list-open-id-connect-providers, or remove it to create the provider",
      ),
  },
  { field: "permissionsBoundaryArn", rule: POLICY_ARN },
  { field: "sessionHours", rule: integer(1, 12, "hours of a role's session") },
];

const complete = <G extends CiAccessSettings & { readonly prefix: string }>(given: G) => ({
  ...given,
  ...resolveCiAccess(given),
});

/** Requirements on the props of the pipelines' roles. */
export const CI_ACCESS: CheckTable<CiAccessSettings & { readonly prefix: string }, Named> = {
  rows: [...COMPONENT_ROWS, ...SETTINGS],
  complete,
};

type StackProps = CiAccessSettings & { readonly name: string; readonly prefix: string; readonly state?: S3State };

/** Requirements on the props of the stack of the pipelines' roles. */
export const CI_STACK: CheckTable<StackProps, StackProps & Named> = {
  rows: [
    ...ENVIRONMENT_ROWS.filter(({ field }) => field !== "size"),
    PREFIX,
    ...PROVIDER_ROWS,
    ...SETTINGS,
    { field: "state", table: S3_STATE, optional: true },
  ],
  complete,
};
