import { runTrap, type Blocks, type JsonObject, type TrapResult } from "../trap";
import { ENDPOINT, VARIANT, configuration } from "./model-endpoint";
import { rules, stackOf } from "./stack";

const TIMEOUT = 60_000;

const all = (result: TrapResult) => result.errors.join("\n");
const wrong = (changes: Blocks) => runTrap({ config: stackOf(ENDPOINT, changes), rules });

describe("autoscaling", () => {
  const target = (changes: JsonObject = {}): JsonObject => ({
    service_namespace: "sagemaker",
    scalable_dimension: "sagemaker:variant:DesiredInstanceCount",
    resource_id: "endpoint/${aws_sagemaker_endpoint.iris.name}/variant/blue",
    min_capacity: 1,
    max_capacity: 2,
    ...changes,
  });
  const scaling = (changes: JsonObject = {}, policyChanges: JsonObject = {}): Blocks => ({
    aws_appautoscaling_target: { iris: target(changes) },
    aws_appautoscaling_policy: {
      iris: {
        name: "calls",
        policy_type: "TargetTrackingScaling",
        service_namespace: "${aws_appautoscaling_target.iris.service_namespace}",
        scalable_dimension: "${aws_appautoscaling_target.iris.scalable_dimension}",
        resource_id: "${aws_appautoscaling_target.iris.resource_id}",
        target_tracking_scaling_policy_configuration: {
          target_value: 60,
          predefined_metric_specification: {
            predefined_metric_type: "SageMakerVariantInvocationsPerInstance",
          },
        },
        ...policyChanges,
      },
    },
  });
  const scaled = (...changes: JsonObject[]) => wrong(scaling(...changes));

  test(
    "of a variant applies and plans empty",
    async () => {
      const result = await scaled({});
      expect([result.errors, result.changes]).toEqual([[], {}]);
    },
    TIMEOUT,
  );

  test.each<[string, JsonObject, JsonObject, string]>([
    [
      "of a variant that does not exist",
      { resource_id: "endpoint/iris/variant/red", depends_on: ["aws_sagemaker_endpoint.iris"] },
      {},
      "Could not find the variant",
    ],
    ["to less than its minimum", { min_capacity: 3 }, {}, "Maximum capacity cannot be less than minimum capacity"],
    ["to no instance", { min_capacity: 0 }, {}, "Minimum capacity of a real-time variant is 1"],
    ["of the default type", {}, { policy_type: null }, "has no target tracking configuration"],
    [
      "by a metric of another dimension",
      {},
      {
        target_tracking_scaling_policy_configuration: {
          target_value: 60,
          predefined_metric_specification: {
            predefined_metric_type: "SageMakerVariantProvisionedConcurrencyUtilization",
          },
        },
      },
      "only supports the following predefined metric types",
    ],
  ])(
    "%s is refused",
    async (_, changes, policyChanges, message) => {
      expect(all(await scaled(changes, policyChanges))).toContain(message);
    },
    TIMEOUT,
  );

  const OTHER_TYPE: Blocks = {
    aws_sagemaker_endpoint_configuration: {
      iris: configuration({ production_variants: [{ ...VARIANT, instance_type: "ml.c5.large" }] }),
    },
  };

  test(
    "lets the instance type change after it was turned off alone",
    async () => {
      const before = stackOf(ENDPOINT, scaling());
      const direct = await runTrap({ config: before, then: [stackOf(ENDPOINT, OTHER_TYPE, scaling())], rules });
      expect(all(direct)).toContain("blue must be deregistered as scalable target before");
      const off = await runTrap({
        config: before,
        then: [stackOf(ENDPOINT), stackOf(ENDPOINT, OTHER_TYPE, scaling())],
        rules,
      });
      expect([off.errors, off.changes]).toEqual([[], {}]);
    },
    2 * TIMEOUT,
  );

  test(
    "is in the way of a variant that goes, too",
    async () => {
      const renamed = configuration({ production_variants: [{ ...VARIANT, variant_name: "red" }] });
      const result = await runTrap({
        config: stackOf(ENDPOINT, scaling()),
        then: [stackOf(ENDPOINT, { aws_sagemaker_endpoint_configuration: { iris: renamed } }, scaling())],
        rules,
      });
      expect(all(result)).toContain("blue must be deregistered as scalable target before");
    },
    TIMEOUT,
  );
});
