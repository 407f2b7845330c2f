/** An issuer of Entra, and the subjects of service connections as Azure DevOps shows them. */
export const ENTRA_ISSUER = "https://login.microsoftonline.com/975f013f-7f24-47e8-a7d3-abc4752bf346/v2.0";

export const TENANT = "PwFflyR_6Een06vEdSvzRg";
export const AZURE_DEVOPS = "rISbSSETf0KqFyZ8ppdXmA";
export const ORGANIZATION = "01234567-89ab-4def-8123-456789abcdef";

export interface SubjectParts {
  readonly tenant?: string;
  readonly application?: string;
  readonly organization?: string;
}

/** The subject of a connection with a number. */
export function subjectOf(connection: number, parts: SubjectParts = {}): string {
  const { tenant = TENANT, application = AZURE_DEVOPS, organization = ORGANIZATION } = parts;
  return `/eid1/c/pub/t/${tenant}/a/${application}/sc/${organization}/00000000-0000-4000-8000-00000000000${connection}`;
}

/** Those of an environment: of its requests, of its branch, and of its deploys. */
export function connectionsOf(environment: string): Record<string, string> {
  return {
    [`${environment}-plan`]: subjectOf(1),
    [`${environment}-plan-main`]: subjectOf(2),
    [environment]: subjectOf(3),
  };
}
