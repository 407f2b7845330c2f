import { blocks, text, texts } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import { refuse } from "../../../simulator/writers";

/** Parameters of PostgreSQL that only a restart applies, as far as the rehearsal knows them. */
const STATIC = [
  "max_connections",
  "shared_buffers",
  "shared_preload_libraries",
  "rds.logical_replication",
  "wal_buffers",
  "max_wal_senders",
  "track_activity_query_size",
];

export const databaseGroupActs: Readonly<Record<string, Acts>> = {
  aws_db_subnet_group: {
    check: ({ account, values }) => {
      const subnets = texts(values, "subnet_ids").map((id) => account.get("aws_subnet", id) ?? {});
      if (new Set(subnets.map((subnet) => subnet.vpc_id)).size > 1)
        refuse("InvalidSubnet: the subnets belong to several VPCs", "subnet_ids");
      const zones = [...new Set(subnets.map((subnet) => String(subnet.availability_zone)))];
      if (zones.length < 2)
        refuse(
          `DBSubnetGroupDoesNotCoverEnoughAZs: The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${zones.join(", ")}. Add subnets to cover at least 2 AZs.`,
          "subnet_ids",
        );
    },
  },
  aws_db_parameter_group: {
    check: ({ values }) => {
      for (const parameter of blocks(values, "parameter")) {
        const name = text(parameter, "name") ?? "";
        if (STATIC.includes(name) && (text(parameter, "apply_method") ?? "immediate") === "immediate")
          refuse(
            `InvalidParameterCombination: cannot use immediate apply method for static parameter ${name}`,
            "parameter",
          );
      }
    },
  },
};
