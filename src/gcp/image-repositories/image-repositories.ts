import {
  ArtifactRegistryRepository,
  type ArtifactRegistryRepositoryCleanupPolicies,
  type ArtifactRegistryRepositoryRemoteRepositoryConfigDockerRepository,
} from "@cdktf/provider-google/lib/artifact-registry-repository";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import type { ServerImages } from "../../mlflow";
import { STOCK_IMAGE_PATHS, STOCK_IMAGES } from "../../mlflow/server/stock-images";
import type { GcpComponentProps } from "../component";
import { componentTable } from "../component-checks";
import { GcpProject } from "../project";
import { IMAGES } from "./checks";
import type { IServerImages } from "./interface";

export interface ImageRepositoriesProps extends GcpComponentProps {
  /** Your own images for linux/amd64, in Artifact Registry, gcr.io or docker.io, each with a tag or digest. @default - the stock images of MLflow and Caddy */
  readonly images?: ServerImages;
  /**
   * Registry that mirrors the stock images under their full names, in Artifact Registry: `<region>-docker.pkg.dev/<project>/<repository>`.
   * @default - two remote repositories, for ghcr.io and docker.io
   */
  readonly imageRegistry?: string;
}

/**
 * The images of the servers. Cloud Run pulls the stock images through remote repositories of Artifact Registry, `<prefix>-ghcr` and
 * `<prefix>-docker`, which keep the latest images that they have fetched, and delete others after 30 days. There is none for an image of
 * your own, nor with `imageRegistry`.
 * @see https://cloud.google.com/artifact-registry/docs/repositories/remote-overview
 */
export class ImageRepositories extends Construct implements IServerImages {
  public readonly mlflow: string;
  public readonly proxy: string;
  public readonly dependencies: ITerraformDependable[];

  /** @throws ValidationError for an image or a registry from which Cloud Run does not pull */
  constructor(scope: Construct, id: string, props: ImageRepositoriesProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(IMAGES), props.size);
    const { images = {}, imageRegistry } = props;
    const repositories: ArtifactRegistryRepository[] = [];
    const stock = (name: keyof ServerImages, upstream: Upstream): string => {
      if (imageRegistry !== undefined) return `${imageRegistry}/${STOCK_IMAGES[name]}`;
      repositories.push(this.repository(upstream, props));
      const { projectId } = GcpProject.of(this);
      return `${props.region}-docker.pkg.dev/${projectId}/${props.prefix}-${upstream.name}/${STOCK_IMAGE_PATHS[name]}`;
    };
    this.mlflow = images.mlflow ?? stock("mlflow", GHCR);
    this.proxy = images.proxy ?? stock("proxy", DOCKER);
    this.dependencies = repositories;
  }

  private repository({ id, name, dockerRepository }: Upstream, props: GcpComponentProps): ArtifactRegistryRepository {
    return new ArtifactRegistryRepository(this, id, {
      repositoryId: `${props.prefix}-${name}`,
      location: props.region,
      format: "DOCKER",
      mode: "REMOTE_REPOSITORY",
      remoteRepositoryConfig: { dockerRepository },
      cleanupPolicies: CLEANUP,
      labels: props.tags,
      dependsOn: dependenciesFor(this, props.services?.dependencies),
    });
  }
}

/**
 * Images that are stored cost by the GiB. What is deleted is fetched again, and a revision that runs keeps the image that it started with.
 * An image is two or three versions: the list of its platforms, and what it names. Versions alone are kept without a policy that deletes.
 * @see https://cloud.google.com/artifact-registry/docs/repositories/cleanup-policy-overview
 */
const CLEANUP: ArtifactRegistryRepositoryCleanupPolicies[] = [
  { id: "keep-recent", action: "KEEP", mostRecentVersions: { keepCount: 6 } },
  // In seconds, as the provider returns it.
  { id: "delete-old", action: "DELETE", condition: { olderThan: `${30 * 24 * 3600}s` } },
];

/** A registry from which a remote repository fetches. */
interface Upstream {
  readonly id: string;
  readonly name: string;
  readonly dockerRepository: ArtifactRegistryRepositoryRemoteRepositoryConfigDockerRepository;
}

const GHCR: Upstream = {
  id: "Ghcr",
  name: "ghcr",
  dockerRepository: { customRepository: { uri: "https://ghcr.io" } },
};
const DOCKER: Upstream = { id: "Docker", name: "docker", dockerRepository: { publicRepository: "DOCKER_HUB" } };
