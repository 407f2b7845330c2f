import type { Row } from "../checks";
import { omitted, required, that, unique } from "../rules";
import { AZURE_DEVOPS_IN_SUBJECTS, connectionSubject, isEntraIssuer, tenantInSubjects } from "./entra-issuer";
import { hasWildcard } from "./names";
import { CiSystem } from "./settings";
import { CiPurpose, ciEnvironments, type ResolvedCiRepository } from "./subjects";

const FIELD = "connectionSubjects";
const COPY = "Copy the subject identifier from the page of the service connection";

/** Whether tokens have subjects that no name tells. */
function needsConnections({ system, issuer }: ResolvedCiRepository): boolean {
  return system === CiSystem.AZURE_DEVOPS && isEntraIssuer(issuer);
}

/** A requirement on each subject of the right form. */
const whole = (test: (subject: NonNullable<ReturnType<typeof connectionSubject>>) => boolean) => (subject: unknown) => {
  const parts = connectionSubject(subject);
  return parts === undefined || test(parts);
};

/** Requirements on the subjects of service connections. */
export const CONNECTION_ROWS: readonly Row<ResolvedCiRepository>[] = [
  {
    field: FIELD,
    rule: required(
      "a token that Entra issues names tenant and service connection by their IDs",
      "Set it to the subject identifiers of the service connections, by their names",
    ),
    when: needsConnections,
    synthesis: true,
  },
  {
    field: FIELD,
    rule: omitted(
      "only the service connections whose issuer is Entra have subjects of their own",
      "Remove it, or set issuer to https://login.microsoftonline.com/<tenant ID>/v2.0",
    ),
    when: (settings) => !needsConnections(settings),
  },
  ...rows([
    that((subject) => !hasWildcard(subject), "be the subject of one service connection, without wildcards", COPY),
    that(
      (subject) => hasWildcard(subject) || connectionSubject(subject) !== undefined,
      "be /eid1/c/pub/t/<tenant>/a/<application>/sc/<organization ID>/<service connection's ID>",
      COPY,
    ),
    that(
      whole(({ application }) => application === AZURE_DEVOPS_IN_SUBJECTS),
      `be a subject of Azure DevOps: /a/${AZURE_DEVOPS_IN_SUBJECTS}`,
      COPY,
    ),
    unique(),
  ]),
  {
    field: FIELD,
    each: true,
    when: needsConnections,
    rule: ({ issuer }) =>
      that(
        whole(({ tenant }) => tenant === tenantInSubjects(issuer)),
        `be of the issuer's tenant: /t/${tenantInSubjects(issuer) ?? ""}`,
        "Use the issuer and the subject that the page of the service connection shows",
      ),
  },
  {
    field: FIELD,
    when: needsConnections,
    rule: that(
      (subjects) => new Set(organizationsOf(subjects)).size <= 1,
      "be of one organization: a repository has one",
      "Use service connections of the organization in repository",
    ),
  },
];

function rows(rules: readonly ReturnType<typeof that>[]): Row<ResolvedCiRepository>[] {
  return rules.map((rule) => ({ field: FIELD, each: true, when: needsConnections, rule }));
}

function organizationsOf(subjects: unknown): string[] {
  return Object.values(subjects as Record<string, unknown>).flatMap(
    (subject) => connectionSubject(subject)?.organization ?? [],
  );
}

/** Each environment has its three service connections. */
export const CONNECTIONS_OF_ENVIRONMENTS: Row<
  ResolvedCiRepository & { readonly environments: readonly { readonly name: string }[] }
> = {
  field: FIELD,
  when: needsConnections,
  rule: ({ environments }) => {
    const names = environments.flatMap(({ name }) =>
      Object.values(CiPurpose).flatMap((purpose) => ciEnvironments(name, purpose)),
    );
    return that(
      (subjects) => names.every((name) => Object.hasOwn(subjects as object, name)),
      `have the service connections ${names.join(", ")}`,
      "Create these service connections, and set the subject of each",
    );
  },
};
