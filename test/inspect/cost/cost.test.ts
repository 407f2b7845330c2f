import { CLOUD_PRICES, idleCostOf, resourcesOf } from "../../../src/inspect/cost";

const { aws, azure, gcp } = CLOUD_PRICES;
const cost = (prices: typeof aws, resources: Record<string, Record<string, unknown>[]>) =>
  idleCostOf(prices, new Map(Object.entries(resources)));

test("blocks count alike as objects of a configuration and as lists of a plan", () => {
  const services = [{ assign_public_ip: true }, [{ assign_public_ip: true }]].map((network) =>
    cost(aws, {
      aws_ecs_task_definition: [{ cpu: "256", memory: "1024" }],
      aws_ecs_service: [{ desired_count: 2, network_configuration: network }],
    }),
  );
  expect(services[0]?.parts).toEqual({ servers: 2 * (23.64 / 4 + 2.6 + 3.65) });
  expect(services[1]).toEqual(services[0]);
  const database = (settings: unknown) => cost(gcp, { google_sql_database_instance: [{ settings }] });
  const settings = { tier: "db-f1-micro", disk_size: 10, availability_type: "REGIONAL" };
  expect(database(settings).total).toBeCloseTo(2 * (7.67 + 1.7));
  expect(database([settings])).toEqual(database(settings));
});

test("a standby doubles the database, and an empty list of a plan is no standby", () => {
  const server = (high_availability: unknown) =>
    cost(azure, {
      azurerm_postgresql_flexible_server: [{ sku_name: "B_Standard_B1ms", storage_mb: 32768, high_availability }],
    }).total;
  expect(server([])).toBe(server(undefined));
  expect(server([{ mode: "ZoneRedundant" }])).toBe(2 * server(undefined));
});

test("a container whose CPU is always allocated costs as much as a busy one", () => {
  const server = (cpu_idle?: boolean) =>
    cost(gcp, {
      google_cloud_run_v2_service: [
        {
          template: {
            scaling: { min_instance_count: 2 },
            containers: [{ resources: { cpu_idle, limits: { cpu: "1", memory: "512Mi" } } }],
          },
        },
      ],
    }).total;
  const month = 730 * 3600;
  expect(server(true)).toBeCloseTo(2 * month * 1.5 * 0.0000025);
  expect(server(false)).toBeCloseTo(2 * month * (0.000018 + 0.5 * 0.000002));
  expect(server()).toBe(server(false));
});

test("what has no price is named, not left out in silence", () => {
  const { total, unpriced } = cost(aws, {
    aws_db_instance: [{ instance_class: "db.x9.huge", allocated_storage: 20 }, { allocated_storage: 20 }],
    aws_sagemaker_endpoint: [{}, {}],
  });
  expect(total).toBeCloseTo(4.6);
  expect(unpriced).toEqual(["`aws_sagemaker_endpoint`", "the database db.x9.huge", "the database of unknown size"]);
});

test("the resources of a synthesized stack are read by type", () => {
  const json = { resource: { aws_lb: { a: { internal: true }, b: { internal: false } } } };
  expect(idleCostOf(aws, resourcesOf(json)).total).toBeCloseTo(2 * 16.43 + 2 * 3.65);
});
