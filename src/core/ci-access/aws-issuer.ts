import type { Row } from "../checks";
import { that } from "../rules";
import { isEntraIssuer } from "./entra-issuer";
import type { ResolvedCiRepository } from "./subjects";

/** Requirements on an issuer whose tokens AWS accepts. */
export const AWS_ISSUER_ROWS: readonly Row<Pick<ResolvedCiRepository, "issuer">>[] = [
  {
    field: "issuer",
    rule: that(
      (issuer) => !/:\d+(\/|$)/.test(String(issuer)),
      "have no port: AWS takes issuers on port 443 only",
      "Serve GitLab on port 443, reachable from the internet",
    ),
    synthesis: true,
  },
  {
    field: "issuer",
    rule: that(
      (issuer) => !isEntraIssuer(String(issuer)),
      "be that of the service connections of the type AWS, which Azure DevOps itself issues: https://vstoken.dev.azure.com/<organization's ID>",
      "Use it for AWS, where the subjects are sc://<organization>/<project>/<service connection>",
    ),
    synthesis: true,
  },
];
