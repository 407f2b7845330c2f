import type { DataSourceRule } from "../../../simulator/rule";
import { partitionOf, regionOf, zonesOf } from "../session";
import { blocks, text, texts } from "../../../simulator/readers";
import { refuse } from "../../../simulator/writers";

/** @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/region */
export const region: DataSourceRule = {
  type: "aws_region",
  cites: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/region",
  read: (context) => {
    const name = text(context.config, "region") ?? text(context.config, "name") ?? regionOf(context);
    const endpoint = `ec2.${name}.${partitionOf(name).dnsSuffix}`;
    Object.assign(context.values, { id: name, name, region: name, endpoint, description: name });
  },
};

/** What every zone of the simulated account answers to EC2's filters. */
const ZONE_FILTERS: Record<string, string> = {
  "opt-in-status": "opt-in-not-required",
  state: "available",
  "zone-type": "availability-zone",
};

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html */
export const availabilityZones: DataSourceRule = {
  type: "aws_availability_zones",
  cites: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html",
  read: (context) => {
    const { config, values } = context;
    const name = regionOf(context);
    let matching = text(config, "state") === undefined || config.state === "available";
    for (const filter of blocks(config, "filter")) {
      const key = text(filter, "name") ?? "";
      const value = key === "region-name" ? name : ZONE_FILTERS[key];
      if (value === undefined)
        refuse(`the rehearsal does not know the filter "${key}" of availability zones`, "filter");
      matching &&= texts(filter, "values").includes(value);
    }
    const zones = (matching ? zonesOf(name) : []).filter(
      (zone) =>
        !texts(config, "exclude_names").includes(zone.name) && !texts(config, "exclude_zone_ids").includes(zone.id),
    );
    Object.assign(values, {
      id: name,
      region: name,
      names: zones.map((zone) => zone.name),
      zone_ids: zones.map((zone) => zone.id),
      group_names: [name],
    });
  },
};
