import type { fromJSON } from "@grpc/proto-loader";

type INamespace = Parameters<typeof fromJSON>[0];

type Fields = Record<
  string,
  readonly [type: string, id: number] | readonly [type: string, id: number, rule: "repeated"]
>;

export const SERVICE = "tfplugin6.Provider";

/**
 * The part of the plugin protocol, version 6, that a simulated provider speaks, as a descriptor for @grpc/proto-loader.
 * Terraform takes UNIMPLEMENTED as the answer to every other method.
 *
 * https://github.com/hashicorp/terraform/tree/main/docs/plugin-protocol
 */
const METHODS = [
  "GetProviderSchema",
  "ValidateProviderConfig",
  "ValidateResourceConfig",
  "ValidateDataResourceConfig",
  "UpgradeResourceState",
  "ConfigureProvider",
  "ReadResource",
  "PlanResourceChange",
  "ApplyResourceChange",
  "ImportResourceState",
  "ReadDataSource",
  "StopProvider",
] as const;

export type Method = (typeof METHODS)[number];

function message(fields: Fields, nested?: INamespace["nested"]) {
  const entries = Object.entries(fields).map(([name, [type, id, rule]]) => [name, { type, id, ...(rule && { rule }) }]);
  return {
    fields: Object.fromEntries(entries) as Record<string, { type: string; id: number }>,
    ...(nested && { nested }),
  };
}

function rpc(request: Fields, response: Fields, nested?: INamespace["nested"]) {
  return { nested: { Request: message(request), Response: message(response), ...nested } };
}

const DIAGNOSTICS = (id: number): Fields => ({ diagnostics: ["Diagnostic", id, "repeated"] });

const map = (type: string, id: number) => ({ keyType: "string", type, id });

export const DESCRIPTOR: INamespace = {
  nested: {
    tfplugin6: {
      nested: {
        DynamicValue: message({ msgpack: ["bytes", 1], json: ["bytes", 2] }),
        Diagnostic: message({
          severity: ["int32", 1],
          summary: ["string", 2],
          detail: ["string", 3],
          attribute: ["AttributePath", 4],
        }),
        AttributePath: message(
          { steps: ["Step", 1, "repeated"] },
          {
            Step: {
              oneofs: { selector: { oneof: ["attribute_name", "element_key_string", "element_key_int"] } },
              ...message({
                attribute_name: ["string", 1],
                element_key_string: ["string", 2],
                element_key_int: ["int64", 3],
              }),
            },
          },
        ),
        RawState: { fields: { json: { type: "bytes", id: 1 }, flatmap: map("string", 2) } },
        Schema: message(
          { version: ["int64", 1], block: ["Block", 2] },
          {
            Block: message({
              version: ["int64", 1],
              attributes: ["Attribute", 2, "repeated"],
              block_types: ["NestedBlock", 3, "repeated"],
            }),
            Attribute: message({
              name: ["string", 1],
              type: ["bytes", 2],
              required: ["bool", 4],
              optional: ["bool", 5],
              computed: ["bool", 6],
              sensitive: ["bool", 7],
              deprecated: ["bool", 9],
              write_only: ["bool", 11],
            }),
            NestedBlock: message({
              type_name: ["string", 1],
              block: ["Block", 2],
              nesting: ["int32", 3],
              min_items: ["int64", 4],
              max_items: ["int64", 5],
            }),
          },
        ),
        ServerCapabilities: message({
          plan_destroy: ["bool", 1],
          get_provider_schema_optional: ["bool", 2],
          move_resource_state: ["bool", 3],
        }),
        GetProviderSchema: {
          nested: {
            Request: message({}),
            Response: {
              fields: {
                provider: { type: "Schema", id: 1 },
                resource_schemas: map("Schema", 2),
                data_source_schemas: map("Schema", 3),
                diagnostics: { type: "Diagnostic", id: 4, rule: "repeated" },
                server_capabilities: { type: "ServerCapabilities", id: 6 },
              },
            },
          },
        },
        ValidateProviderConfig: rpc({ config: ["DynamicValue", 1] }, DIAGNOSTICS(2)),
        ValidateResourceConfig: rpc({ type_name: ["string", 1], config: ["DynamicValue", 2] }, DIAGNOSTICS(1)),
        ValidateDataResourceConfig: rpc({ type_name: ["string", 1], config: ["DynamicValue", 2] }, DIAGNOSTICS(1)),
        UpgradeResourceState: rpc(
          { type_name: ["string", 1], version: ["int64", 2], raw_state: ["RawState", 3] },
          { upgraded_state: ["DynamicValue", 1], ...DIAGNOSTICS(2) },
        ),
        ConfigureProvider: rpc({ terraform_version: ["string", 1], config: ["DynamicValue", 2] }, DIAGNOSTICS(1)),
        ReadResource: rpc(
          { type_name: ["string", 1], current_state: ["DynamicValue", 2], private: ["bytes", 3] },
          { new_state: ["DynamicValue", 1], ...DIAGNOSTICS(2), private: ["bytes", 3] },
        ),
        PlanResourceChange: rpc(
          {
            type_name: ["string", 1],
            prior_state: ["DynamicValue", 2],
            proposed_new_state: ["DynamicValue", 3],
            config: ["DynamicValue", 4],
            prior_private: ["bytes", 5],
          },
          {
            planned_state: ["DynamicValue", 1],
            requires_replace: ["AttributePath", 2, "repeated"],
            planned_private: ["bytes", 3],
            ...DIAGNOSTICS(4),
            legacy_type_system: ["bool", 5],
          },
        ),
        ApplyResourceChange: rpc(
          {
            type_name: ["string", 1],
            prior_state: ["DynamicValue", 2],
            planned_state: ["DynamicValue", 3],
            config: ["DynamicValue", 4],
            planned_private: ["bytes", 5],
          },
          { new_state: ["DynamicValue", 1], private: ["bytes", 2], ...DIAGNOSTICS(3), legacy_type_system: ["bool", 4] },
        ),
        ImportResourceState: rpc(
          { type_name: ["string", 1], id: ["string", 2] },
          { imported_resources: ["ImportedResource", 1, "repeated"], ...DIAGNOSTICS(2) },
          {
            ImportedResource: message({ type_name: ["string", 1], state: ["DynamicValue", 2], private: ["bytes", 3] }),
          },
        ),
        ReadDataSource: rpc(
          { type_name: ["string", 1], config: ["DynamicValue", 2] },
          { state: ["DynamicValue", 1], ...DIAGNOSTICS(2) },
        ),
        StopProvider: rpc({}, { Error: ["string", 1] }),
        Provider: {
          methods: Object.fromEntries(
            METHODS.map((name) => [
              name,
              { requestType: `${name}.Request`, responseType: `${name}.Response`, comment: "", parsedOptions: [] },
            ]),
          ),
        },
      },
    },
  },
};
