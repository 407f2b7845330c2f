import { imagesOf } from "../../../src/inspect/images";
import { SynthesizedStack } from "../../../src/inspect/stack";
import { synthesizeProgram } from "../../support/synthesized-stacks";

const read = (resource: object) => imagesOf(new SynthesizedStack({ resource, terraform: {} }));

test("the images of a stack are those of its containers, for the processor that runs them", () => {
  const { "aws-dev": stack } = synthesizeProgram("stacks/main.js");
  expect(imagesOf(new SynthesizedStack(stack ?? { terraform: {} }))).toEqual(
    [
      ["mlflow", "ghcr.io/mlflow/mlflow:v3.17.2-full"],
      ["proxy", "public.ecr.aws/docker/library/caddy:2.11.7"],
    ].map(([container, image]) => ({
      address: expect.stringMatching(/^aws_ecs_task_definition\./) as string,
      container,
      image,
      architecture: "arm64",
    })),
  );
});

test("references in container definitions stay as they are written", () => {
  const definitions = [
    {
      name: "a",
      image: "${aws_ecr_repository.Own.repository_url}:1",
      command: ['${lookup({a = "b"}, "a")}', "$${HOME}"],
    },
  ];
  // Terraform's own strings stand in expressions without JSON's escapes.
  const json = JSON.stringify(definitions).replaceAll('\\"', '"');
  const found = read({ aws_ecs_task_definition: { T: { container_definitions: json } } });
  expect(found).toMatchObject([{ image: "${aws_ecr_repository.Own.repository_url}:1", architecture: "amd64" }]);
});

test("container definitions that Terraform computes name no image", () => {
  expect(read({ aws_ecs_task_definition: { T: { container_definitions: "${jsonencode(local.all)}" } } })).toEqual([]);
});

test("container apps and Cloud Run have one processor", () => {
  const found = read({
    azurerm_container_app: { A: { template: { container: [{ name: "a", image: "a:1" }] } } },
    google_cloud_run_v2_service: { G: { template: { containers: [{ name: "g", image: "g:1" }] } } },
  });
  expect(found.map(({ image, architecture }) => `${image} ${architecture}`)).toEqual(["a:1 amd64", "g:1 amd64"]);
});
