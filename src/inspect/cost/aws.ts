import type { JsonObject } from "../../core/json";
import { block, number, sum, type CloudPrices, type PriceOf } from "./parts";

/** List prices in USD, a month of 730 hours: check AWS's calculator for your region and contract. */
const PRICES = {
  // https://aws.amazon.com/rds/postgresql/pricing/
  databases: {
    "db.t4g.micro": 11.68,
    "db.t4g.small": 23.36,
    "db.t4g.medium": 47.45,
    "db.t4g.large": 94.17,
    "db.m7g.large": 122.64,
  },
  databaseStorageGib: 0.115,
  auroraCapacityUnit: 87.6,
  // https://aws.amazon.com/fargate/pricing/ (Linux on ARM)
  vcpu: 23.64,
  memoryGib: 2.6,
  // https://aws.amazon.com/elasticloadbalancing/pricing/ and https://aws.amazon.com/vpc/pricing/
  loadBalancer: 16.43,
  publicAddress: 3.65,
  natGateway: 32.85,
  interfaceEndpoint: 7.3,
  // https://aws.amazon.com/secrets-manager/pricing/, https://aws.amazon.com/kms/pricing/, https://aws.amazon.com/cloudwatch/pricing/
  secret: 0.4,
  key: 1,
  alarm: 0.1,
  dashboard: 3,
};

function database(db: JsonObject, priceOf: PriceOf): number {
  const instances = db.multi_az === true ? 2 : 1;
  const storage = number(db.allocated_storage) * PRICES.databaseStorageGib;
  return instances * (priceOf(PRICES.databases, db.instance_class, "the database") + storage);
}

function servers(service: JsonObject, task: JsonObject): number {
  const each = (number(task.cpu) / 1024) * PRICES.vcpu + (number(task.memory) / 1024) * PRICES.memoryGib;
  const address = block(service.network_configuration).assign_public_ip === true ? PRICES.publicAddress : 0;
  return number(service.desired_count) * (each + address);
}

/** What a platform on AWS costs while nobody uses it. */
export const aws: CloudPrices = {
  region: "us-east-1",
  date: "2026-11",
  prefix: "aws_",
  unpricedTypes: ["aws_sagemaker_endpoint", "aws_wafv2_web_acl"],
  components: (of, priceOf) => {
    const [task = {}] = of("aws_ecs_task_definition");
    const clusters = of("aws_rds_cluster").map(
      (cluster) =>
        number(block(cluster.serverlessv2_scaling_configuration).min_capacity ?? 0) * PRICES.auroraCapacityUnit,
    );
    const balancers = of("aws_lb").map(
      (lb) => PRICES.loadBalancer + (lb.internal === true ? 0 : 2 * PRICES.publicAddress),
    );
    const endpoints = of("aws_vpc_endpoint").filter((endpoint) => endpoint.vpc_endpoint_type === "Interface");
    return {
      database:
        sum(of("aws_db_instance").map((db) => database(db, priceOf))) +
        sum(clusters) * Math.max(1, of("aws_rds_cluster_instance").length),
      servers: sum(of("aws_ecs_service").map((service) => servers(service, task))),
      "load balancer": sum(balancers),
      NAT: of("aws_nat_gateway").length * PRICES.natGateway + of("aws_eip").length * PRICES.publicAddress,
      endpoints: endpoints.length * PRICES.interfaceEndpoint,
      "secrets, keys, alarms":
        of("aws_secretsmanager_secret").length * PRICES.secret +
        of("aws_kms_key").length * PRICES.key +
        of("aws_cloudwatch_metric_alarm").length * PRICES.alarm +
        of("aws_cloudwatch_dashboard").length * PRICES.dashboard,
    };
  },
};
