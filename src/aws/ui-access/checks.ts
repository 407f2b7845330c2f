import type { CheckTable } from "../../core/checks";
import { different, integer, pattern, that } from "../../core/rules";
import type { AwsComponentProps } from "../component";
import { COMPONENT_ROWS } from "../component-checks";
import { PUBLIC_SUBNETS } from "../network/checks";
import { parseCidr } from "../../core/cidr";
import type { INetwork } from "../network/interface";
import { SECRET_ARN } from "../rules";
import type { UiSettings } from "./settings";

const HTTPS = pattern(
  /^https:\/\/[^\s/?#]+[^\s]*$/,
  "be an https address: a load balancer calls an identity provider by https only",
  "Use the address in the provider's discovery document",
);

/** Requirements on the settings of the UI. */
export const UI: CheckTable<UiSettings> = {
  rows: [
    {
      field: "domainName",
      rule: pattern(
        /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
        "be a domain name in lower case, without https:// and without a wildcard",
        'Use for example "mlflow.example.com"',
      ),
    },
    {
      field: "certificateArn",
      rule: pattern(
        /^arn:[a-z-]+:acm:[a-z0-9-]+:\d{12}:certificate\/.+$/,
        "be the ARN of a certificate of Certificate Manager in the load balancer's region",
        "Use arn:aws:acm:<region>:<account>:certificate/<id>",
      ),
    },
    ...["issuer", "authorizationEndpoint", "tokenEndpoint", "userInfoEndpoint"].map((field) => ({
      field: `oidc.${field}`,
      rule: HTTPS,
    })),
    { field: "oidc.clientSecretArn", rule: SECRET_ARN },
    { field: "oidc.clientId", rule: pattern(/^\S+$/, "be the client ID", "Use the ID that the provider issued") },
    {
      field: "oidc.scope",
      rule: that(
        (scope) => String(scope).split(" ").includes("openid"),
        "include openid: OpenID Connect requires it",
        'Use for example "openid email"',
      ),
    },
    { field: "sessionHours", rule: integer(1, 168, "hours of a load balancer's session"), synthesis: true },
    { field: "allowedCidrs", rule: different(1, "without a block nobody reaches the UI"), synthesis: "items" },
    {
      field: "allowedCidrs",
      rule: that(
        (cidr) => parseCidr(String(cidr)) !== undefined,
        "be an IPv4 block that begins at its first address",
        'Use for example "198.51.100.0/24"',
      ),
      each: true,
    },
  ],
};

/** What the UI needs when it is used alone. */
export const UI_ACCESS: CheckTable<UiSettings & AwsComponentProps & { readonly network: INetwork }> = {
  rows: [...COMPONENT_ROWS, ...UI.rows, { field: "network.publicSubnetIds", rule: PUBLIC_SUBNETS }],
};
