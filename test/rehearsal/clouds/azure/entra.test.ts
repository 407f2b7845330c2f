import { tokenVersion } from "../../../../src/rehearsal/clouds/azure/entra/applications";
import { addPrincipal } from "../../../../src/rehearsal/clouds/azure/entra/directory";
import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { EntraProvider, TENANT } from "./provider";

const TYPES = ["azuread_application", "azuread_service_principal", "azuread_app_role_assignment"];
const ROLE = "bbbbbbbb-0000-4000-8000-000000000001";
const SNOWFLAKE = "99999999-aaaa-4bbb-8ccc-dddddddddddd";

/** A tenant with one application and its principal. */
function tenant(application: Values = {}) {
  const entra = new EntraProvider(TYPES);
  const create = (type: string, config: Values): Values => {
    expect([...entra.problems(type, config), ...entra.create(type, config)]).toEqual([]);
    const held = entra.account.list(type);
    return held[held.length - 1]?.values ?? {};
  };
  const app = create("azuread_application", { display_name: "gateway", ...application });
  const principal = create("azuread_service_principal", { client_id: app.client_id ?? "" });
  return { entra, app, principal };
}

test("the version of tokens is 1 where an application says nothing", () => {
  expect(tokenVersion(tenant().app)).toBe(1);
  expect(tokenVersion(tenant({ api: [{}] }).app)).toBe(1);
  expect(tokenVersion(tenant({ api: [{ requested_access_token_version: 2 }] }).app)).toBe(2);
});

describe("Entra refuses", () => {
  const refused = (config: Values) => new EntraProvider(TYPES).create("azuread_application", config).join();

  test("identifier URIs of a domain that is not verified", () => {
    const uri = (identifier_uris: string[]) => refused({ display_name: "a", identifier_uris });
    expect(uri(["api://gateway"])).toContain("HostNameNotOnVerifiedDomain");
    expect(uri(["https://example.com/gateway"])).toContain("HostNameNotOnVerifiedDomain");
    expect(uri([`api://${TENANT}/gateway`])).toBe("");
  });

  test("an owner who does not exist", () => {
    expect(refused({ display_name: "a", owners: [SNOWFLAKE] })).toContain("Request_ResourceNotFound");
  });

  test("the principal of an application that does not exist", () => {
    const entra = new EntraProvider(TYPES);
    expect(entra.create("azuread_service_principal", { client_id: SNOWFLAKE }).join()).toContain(
      `The appId '${SNOWFLAKE}' of the service principal does not reference a valid application object.`,
    );
  });

  test("a second principal of an application, also one that a human consented to", () => {
    const { entra, app } = tenant();
    expect(entra.create("azuread_service_principal", { client_id: app.client_id ?? "" }).join()).toContain(
      "already exists",
    );
    addPrincipal(entra.account, { objectId: SNOWFLAKE, clientId: ROLE, type: "ServicePrincipal", name: "Snowflake" });
    expect(entra.create("azuread_service_principal", { client_id: ROLE }).join()).toContain("already exists");
    expect(entra.create("azuread_service_principal", { client_id: ROLE, use_existing: true })).toEqual([]);
    expect(entra.account.get("azuread_service_principal", `/servicePrincipals/${SNOWFLAKE}`)).toBeDefined();
  });

  test("a role that the application does not have, and a principal who does not exist", () => {
    const { entra, principal } = tenant();
    const assign = (app_role_id: string, who: string) =>
      entra
        .create("azuread_app_role_assignment", {
          app_role_id,
          principal_object_id: who,
          resource_object_id: principal.object_id ?? "",
        })
        .join();
    const own = String(principal.object_id);
    expect(assign(ROLE, own)).toContain("Permission being assigned was not found");
    expect(assign("00000000-0000-0000-0000-000000000000", SNOWFLAKE)).toContain("Request_ResourceNotFound");
    expect(assign("00000000-0000-0000-0000-000000000000", own)).toBe("");
    expect(assign("00000000-0000-0000-0000-000000000000", own)).toContain("already exists on the object");
  });

  test("before any plan: a role twice, and personal accounts with tokens of version 1", () => {
    const role = { allowed_member_types: ["User"], description: "d", display_name: "d", id: ROLE, value: "v" };
    const entra = new EntraProvider(TYPES);
    const problems = (config: Values) => entra.problems("azuread_application", { display_name: "a", ...config }).join();
    expect(problems({ app_role: [role, { ...role, value: "w" }] })).toContain("duplicate app roles");
    expect(problems({ sign_in_audience: "PersonalMicrosoftAccount" })).toContain("must be 2");
  });
});

test("an application's roles are known by their values, to its principal too", () => {
  const role = { allowed_member_types: ["User"], description: "d", display_name: "d", id: ROLE, value: "reader" };
  const { app, principal } = tenant({ app_role: [role] });
  expect(app.app_role_ids).toEqual({ reader: ROLE });
  expect(principal.app_role_ids).toEqual({ reader: ROLE });
});

test("an application takes its principal along", () => {
  const { entra, app } = tenant();
  expect(entra.remove("azuread_application", String(app.id))).toEqual([]);
  expect(entra.account.size).toBe(0);
});
