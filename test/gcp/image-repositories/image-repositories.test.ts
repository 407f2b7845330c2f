import { ImageRepositories, type ImageRepositoriesProps } from "../../../src/gcp/image-repositories/image-repositories";
import { isCloudRunImage } from "../../../src/gcp/image-repositories/registries";
import { MlflowVersion } from "../../../src/mlflow";
import { problemsOf } from "../../support/refusal";
import { resolved } from "../../support/resolved";
import { Synthesized } from "../../support/synthesized";
import { component, emptyStack, someServices, typesOf } from "../fixture";

function make(props: Partial<ImageRepositoriesProps> = {}) {
  const stack = emptyStack();
  const images = new ImageRepositories(stack, "Images", { ...component, ...props });
  return { stack, images };
}

const OWN = "europe-west1-docker.pkg.dev/team-project/images/mlflow:1";

test("two remote repositories fetch from ghcr.io and Docker Hub, in the region", () => {
  const made = Synthesized.of(make().stack);
  const remote = { location: "europe-west1", format: "DOCKER", mode: "REMOTE_REPOSITORY" };
  expect(made.one("google_artifact_registry_repository", "Ghcr")).toMatchObject({
    ...remote,
    repository_id: "mlops-dev-ghcr",
    remote_repository_config: { docker_repository: { custom_repository: { uri: "https://ghcr.io" } } },
  });
  expect(made.one("google_artifact_registry_repository", "Docker")).toMatchObject({
    ...remote,
    repository_id: "mlops-dev-docker",
    remote_repository_config: { docker_repository: { public_repository: "DOCKER_HUB" } },
  });
});

test("a repository keeps the latest images, and deletes others that are older than a month", () => {
  for (const each of Object.values(Synthesized.of(make().stack).all("google_artifact_registry_repository")))
    expect(each.cleanup_policies).toEqual([
      { id: "keep-recent", action: "KEEP", most_recent_versions: { keep_count: 6 } },
      { id: "delete-old", action: "DELETE", condition: { older_than: "2592000s" } },
    ]);
});

test("the images are the stock ones, in the version that the tests run, under the names of the repositories", () => {
  const { stack, images } = make();
  const [mlflow, proxy] = resolved(stack, [images.mlflow, images.proxy]);
  const host = "europe-west1-docker.pkg.dev/${data.google_project.";
  expect(mlflow?.startsWith(host)).toBe(true);
  expect(mlflow).toMatch(new RegExp(`/mlops-dev-ghcr/mlflow/mlflow:v${MlflowVersion.PINNED}-full$`));
  expect(proxy?.startsWith(host)).toBe(true);
  expect(proxy).toMatch(/\/mlops-dev-docker\/library\/caddy:\d+\.\d+\.\d+$/);
});

test("a server waits for the repositories, and they for their service", () => {
  const stack = emptyStack();
  const images = new ImageRepositories(stack, "Images", { ...component, services: someServices(stack) });
  expect(typesOf(stack, images.dependencies)).toEqual([
    "google_artifact_registry_repository",
    "google_artifact_registry_repository",
  ]);
  const made = Synthesized.of(stack);
  for (const each of Object.values(made.all("google_artifact_registry_repository")))
    expect(each.depends_on).toEqual([made.address("time_sleep")]);
});

test("a registry that mirrors the stock images serves them under their full names; no repository is created", () => {
  const { stack, images } = make({ imageRegistry: "europe-docker.pkg.dev/team-project/cache" });
  expect(images).toMatchObject({
    mlflow: `europe-docker.pkg.dev/team-project/cache/ghcr.io/mlflow/mlflow:v${MlflowVersion.PINNED}-full`,
    proxy: expect.stringMatching(
      /^europe-docker\.pkg\.dev\/team-project\/cache\/public\.ecr\.aws\/docker\/library\/caddy:/,
    ) as string,
    dependencies: [],
  });
  expect(Synthesized.of(stack).all("google_artifact_registry_repository")).toEqual({});
});

test("for an image of your own there is no repository", () => {
  const one = make({ images: { mlflow: OWN } });
  expect(one.images.mlflow).toBe(OWN);
  expect(Synthesized.of(one.stack).one("google_artifact_registry_repository").repository_id).toBe("mlops-dev-docker");
  const both = make({ images: { mlflow: OWN, proxy: "caddy:2.11.7" } });
  expect(Synthesized.of(both.stack).all("google_artifact_registry_repository")).toEqual({});
});

test.each([
  ["mlflow:1", true],
  ["team/mlflow:1", true],
  ["docker.io/team/mlflow:1", true],
  ["gcr.io/team-project/mlflow:1", true],
  ["eu.gcr.io/team-project/mlflow:1", true],
  [OWN, true],
  ["europe-docker.pkg.dev/team-project/images/mlflow:1", true],
  ["ghcr.io/mlflow/mlflow:1", false],
  ["quay.io/team/mlflow:1", false],
  ["public.ecr.aws/docker/library/caddy:2", false],
  ["docker.n8n.io/n8nio/n8n:1", false],
  ["europe-west1-docker.pkg.dev.example.com/a/b/c:1", false],
  ["localhost:5000/mlflow:1", false],
])("whether Cloud Run pulls %s: %s", (image, expected) => {
  expect(isCloudRunImage(image)).toBe(expected);
});

test.each<[string, Partial<ImageRepositoriesProps>]>([
  [
    "images.mlflow must be in Artifact Registry, gcr.io or docker.io",
    { images: { mlflow: "ghcr.io/mlflow/mlflow:1" } },
  ],
  ["images.proxy must be in Artifact Registry, gcr.io or docker.io", { images: { proxy: "quay.io/team/caddy:2" } }],
  ["images.mlflow must be an image that is pinned", { images: { mlflow: "docker.io/team/mlflow" } }],
  ["images.proxy must be an image that is pinned", { images: { proxy: "caddy" } }],
  ["imageRegistry must be in Artifact Registry", { imageRegistry: "registry.example/cache" }],
  ["imageRegistry must be in Artifact Registry", { imageRegistry: "docker.io/team" }],
  ["imageRegistry must be a registry host", { imageRegistry: "https://europe-docker.pkg.dev/team-project/cache" }],
])("refused: %s: %j", (message, wrong) => {
  expect(problemsOf(() => make(wrong))).toContainEqual(expect.stringContaining(message));
});
