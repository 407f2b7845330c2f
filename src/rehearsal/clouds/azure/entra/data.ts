import type { DataSourceRule } from "../../../simulator/rule";
import { deployer, tenantId } from "../session";

export const clientConfig: DataSourceRule = {
  type: "azuread_client_config",
  cites: "https://registry.terraform.io/providers/hashicorp/azuread/latest/docs/data-sources/client_config",
  read: ({ account, values }) => {
    const { clientId, objectId } = deployer(account);
    const tenant = tenantId(account);
    Object.assign(values, {
      id: `${tenant}-${clientId}-${objectId}`,
      client_id: clientId,
      object_id: objectId,
      tenant_id: tenant,
    });
  },
};
