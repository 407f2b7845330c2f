import { frozenOf } from "../../../../src/rehearsal/clouds/aws/sagemaker/frozen";
import { runTrap, type Blocks, type JsonObject, type TrapResult } from "../trap";
import { ENDPOINT, IMAGE, STATEMENTS, endpoint, model, rolePolicy } from "./model-endpoint";
import { policy, rules, stackOf } from "./stack";

const TIMEOUT = 60_000;

const repository = "arn:aws:ecr:eu-central-1:123456789012:repository/mlflow";
const at = (version: string): JsonObject => ({
  s3_data_source: [{ s3_uri: `s3://models/mlflow/${version}/`, s3_data_type: "S3Prefix", compression_type: "None" }],
});

const all = (result: TrapResult) => result.errors.join("\n");
const account = ({ accounts }: TrapResult) => {
  const found = accounts.get("hashicorp/aws");
  if (found === undefined) throw new Error("there is no account");
  return found;
};

describe("a policy of the containers' role", () => {
  const MOVED: [
    what: string,
    allowed: (version: string) => Record<string, JsonObject>,
    container: (version: string) => JsonObject,
    message: string,
  ][] = [
    [
      "model",
      (version) => ({ models: { ...STATEMENTS.models, Resource: `arn:aws:s3:::models/mlflow/${version}/*` } }),
      (version) => ({ model_data_source: at(version) }),
      "Failed to download model data",
    ],
    [
      "image",
      (version) => ({ image: { ...STATEMENTS.image, Resource: `${repository}-${version}` } }),
      (version) => ({ image: IMAGE.replace(":", `-${version}:`) }),
      "may not pull from it",
    ],
  ];
  test.each(
    MOVED.flatMap(([what, ...more]) => [
      [
        `new ${what} in place leaves the models in service without instances`,
        "",
        ["The variant blue, which is in service"],
        ...more,
      ] as const,
      [
        `new ${what} by a policy beside the old one keeps the old ones running until the endpoint has moved`,
        "-for",
        [],
        ...more,
      ] as const,
    ]),
  )(
    "that changes to the %s",
    async (_, suffix, messages, allowed, container, why) => {
      const of = (version: string): Blocks => ({
        aws_iam_role_policy: {
          containers: {
            ...rolePolicy(),
            name: suffix === "" ? "serve" : `serve${suffix}-${version}`,
            policy: policy(...Object.values({ ...STATEMENTS, ...allowed(version) })),
            lifecycle: { create_before_destroy: true },
          },
        },
        aws_sagemaker_model: { iris: model(container(version), { name: `iris-${version}` }) },
      });
      const result = await runTrap({ config: stackOf(ENDPOINT, of("1")), then: [stackOf(ENDPOINT, of("2"))], rules });
      expect(result.errors).toEqual(messages.map((message) => expect.stringContaining(message) as string));
      for (const error of result.errors) expect(error).toContain(why);
    },
    TIMEOUT,
  );
});

describe("an update to a model that does not start", () => {
  const unreadable = (version: string): Blocks => ({
    aws_sagemaker_model: {
      iris: model(
        {
          model_data_source: {
            s3_data_source: [{ s3_uri: `s3://other/${version}/`, s3_data_type: "S3Prefix", compression_type: "None" }],
          },
        },
        { name: `iris-${version}` },
      ),
    },
  });
  const moved = {
    aws_sagemaker_endpoint: {
      iris: endpoint({
        lifecycle: {
          postcondition: [
            {
              condition: "${self.endpoint_config_name == aws_sagemaker_endpoint_configuration.iris.name}",
              error_message: "SageMaker rolled the update back.",
            },
          ],
        },
      }),
    },
  };
  const objects = (result: TrapResult) => [
    account(result)
      .list("aws_sagemaker_model")
      .map(({ id }) => id),
    account(result).list("aws_sagemaker_endpoint_configuration").length,
  ];

  test(
    "is rolled back, which the provider reports as done: Terraform deletes the configuration in use",
    async () => {
      const result = await runTrap({ config: stackOf(ENDPOINT), then: [stackOf(ENDPOINT, unreadable("2"))], rules });
      expect([result.errors, objects(result)]).toEqual([[], [["iris-2"], 1]]);
      expect(result.changes).toEqual({ "aws_sagemaker_endpoint.iris": "update" });
      expect(frozenOf(account(result), "iris")?.variants.map(({ uri }) => uri)).toEqual([
        "s3://models/mlflow/1/models/m-1/artifacts/",
      ]);
    },
    TIMEOUT,
  );

  test(
    "and then to one that starts finds no configuration to move away from",
    async () => {
      const then = [
        stackOf(ENDPOINT, unreadable("2")),
        stackOf(ENDPOINT, { aws_sagemaker_model: { iris: model({}, { name: "iris-3" }) } }),
      ];
      expect(all(await runTrap({ config: stackOf(ENDPOINT), then, rules }))).toContain(
        "Could not find endpoint configuration",
      );
    },
    TIMEOUT,
  );

  test(
    "fails with a postcondition, which keeps model and configuration",
    async () => {
      const result = await runTrap({
        config: stackOf(ENDPOINT, moved),
        then: [stackOf(ENDPOINT, moved, unreadable("2"))],
        rules,
      });
      expect(all(result)).toContain("SageMaker rolled the update back.");
      expect(objects(result)).toEqual([["iris-1", "iris-2"], 2]);
    },
    TIMEOUT,
  );
});
