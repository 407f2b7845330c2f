import type { DataAzurermSubnet } from "@cdktf/provider-azurerm/lib/data-azurerm-subnet";
import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { Tokens } from "../../core/tokens";
import { OptionalBindings } from "../optional-bindings";

export interface ExistingSubnetProps {
  /** Attribute of the network with the ID. */
  readonly field: string;
  readonly subnetId: string;
  /** Bits of the prefix of the smallest subnet that its service takes. */
  readonly bits: number;
  /** The service, for messages. */
  readonly service: string;
}

/**
 * Reads an existing subnet, and fails the plan where it is too small: Azure would refuse it in the middle of a deploy, when the database
 * exists. The provider does not read the delegation of a subnet.
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/4.55.0/docs/data-sources/subnet
 */
export function existingSubnet(scope: Construct, id: string, props: ExistingSubnetProps): DataAzurermSubnet {
  const { field, subnetId, bits, service } = props;
  const { DataAzurermSubnet } = OptionalBindings.dataAzurermSubnet();
  return new DataAzurermSubnet(scope, id, {
    resourceGroupName: partOf(subnetId, 4),
    virtualNetworkName: partOf(subnetId, 8),
    name: partOf(subnetId, 10),
    lifecycle: {
      postcondition: [
        {
          condition: `\${anytrue([for each in self.address_prefixes : tonumber(split("/", each)[1]) <= ${bits}])}`,
          errorMessage:
            `${field} of the existing network must be a subnet of /${bits} or larger: ${service} refuses a smaller one. ` +
            "Use a larger subnet.",
        },
      ],
    },
  });
}

/** A part of an ID, which begins with a slash. */
function partOf(id: string, index: number): string {
  return Tokens.isUnresolved(id) ? Fn.element(Fn.split("/", id), index) : (id.split("/")[index] ?? "");
}
