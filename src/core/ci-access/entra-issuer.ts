/** An ID in lower-case letters, as in issuers and subjects. */
export const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/**
 * Tokens that Entra issues to a service connection of Azure DevOps. New service connections have had them since November 2025; Azure DevOps's
 * own issuer ends on 1 July 2027.
 * @see https://learn.microsoft.com/en-us/azure/devops/pipelines/release/convert-service-connections
 */
export const ENTRA_ISSUER = new RegExp(`^https://login\\.microsoftonline\\.com/(${UUID})/v2\\.0$`);

/**
 * The parts of a subject: tenant, application, organization and service connection.
 *
 * No page of Microsoft's documents the form: it is that of the subjects that Azure DevOps shows (docs/rehearsal.md).
 */
const SUBJECT = new RegExp(
  `^/eid1/c/pub/t/(?<tenant>[A-Za-z0-9_-]{22})/a/(?<application>[A-Za-z0-9_-]{22})/sc/(?<organization>${UUID})/${UUID}$`,
);

/** Client ID of Azure DevOps in every tenant, which asks Entra for the tokens. */
const AZURE_DEVOPS = "499b84ac-1321-427f-aa17-267ca6975798";

/** Whether Entra issues the tokens, for one tenant. */
export function isEntraIssuer(issuer: string): boolean {
  return ENTRA_ISSUER.test(issuer);
}

export interface ConnectionSubject {
  readonly tenant: string;
  readonly application: string;
  readonly organization: string;
}

/** The parts of a subject; undefined for another form. */
export function connectionSubject(subject: unknown): ConnectionSubject | undefined {
  const { tenant, application, organization } = SUBJECT.exec(String(subject))?.groups ?? {};
  if (tenant === undefined || application === undefined || organization === undefined) return undefined;
  return { tenant, application, organization };
}

/** The tenant of an issuer, as a subject writes it. */
export function tenantInSubjects(issuer: string): string | undefined {
  const [, tenant] = ENTRA_ISSUER.exec(issuer) ?? [];
  return tenant === undefined ? undefined : encoded(tenant);
}

/** Azure DevOps, as a subject writes it. */
export const AZURE_DEVOPS_IN_SUBJECTS = encoded(AZURE_DEVOPS);

/** The 16 bytes of a UUID in base64url, with the first three groups in the order of a .NET Guid. */
function encoded(uuid: string): string {
  const bytes = Buffer.from(uuid.replace(/-/g, ""), "hex");
  return Buffer.concat([
    bytes.subarray(0, 4).reverse(),
    bytes.subarray(4, 6).reverse(),
    bytes.subarray(6, 8).reverse(),
    bytes.subarray(8),
  ]).toString("base64url");
}
