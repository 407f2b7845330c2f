import type { OidcSettings, UiSettings } from "./settings";

/** UI settings with every default; internal to the package. */
export interface ResolvedUi extends UiSettings {
  readonly oidc: OidcSettings & { readonly scope: string };
  readonly allowedCidrs: string[];
  readonly sessionHours: number;
}

export function resolveUi(given: UiSettings): ResolvedUi {
  return {
    ...given,
    oidc: { ...given.oidc, scope: given.oidc.scope ?? "openid" },
    allowedCidrs: given.allowedCidrs ?? ["0.0.0.0/0"],
    sessionHours: given.sessionHours ?? 12,
  };
}
