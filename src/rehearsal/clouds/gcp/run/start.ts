import { ContainerError } from "../../../servers/container";
import type { Account } from "../../../simulator/account";
import { block, blocks, text } from "../../../simulator/readers";
import type { CreateContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { registryOf } from "../../registry";
import { all, shortName } from "../ids";
import { portOfProbe, probesOf } from "../probes";
import { checkDatabase } from "../references";
import { isOwnProject } from "../session";
import { readProblem } from "../identities/storage-roles";
import { containersOf, serviceAccountOf, variablesOf, type Placed } from "./applied";
import { scoringContainers, scoringProbeProblem } from "./models";
import { googleProblem } from "./reach";
import { secretProblem, secretText } from "./secrets";

const NOT_STARTED = "The user-provided container failed the configured startup probe checks";

/** Where the stock images are, by the beginning of their paths. */
const UPSTREAMS: Readonly<Record<string, string | undefined>> = { library: "DOCKER_HUB", mlflow: "https://ghcr.io" };

/** The image's repository in Artifact Registry, if it is one of the project; a stock image must be fetched from where it is. */
function imageProblem(account: Account, container: Values): string | undefined {
  const image = String(container.image);
  const [, location] = /^([a-z0-9-]+)-docker\.pkg\.dev$/.exec(registryOf(image)) ?? [];
  const [, project = "", repository, folder = ""] = image.split("/");
  if (location === undefined || !isOwnProject(account, project)) return undefined;
  const found = all(account, "google_artifact_registry_repository").find(
    (each) => each.repository_id === repository && each.location === location,
  );
  const source = block(block(found, "remote_repository_config"), "docker_repository");
  const upstream = text(block(source, "custom_repository"), "uri") ?? text(source, "public_repository");
  const isThere = found !== undefined && (UPSTREAMS[folder] ?? upstream) === upstream;
  return isThere ? undefined : `Image '${image}' not found.`;
}

/** A probe does not reach what listens on the loopback address of its container. */
function probeProblem(service: Values): string | undefined {
  const probes = containersOf(service).flatMap((container) =>
    probesOf(service, container).map(({ role, probe }) => ({ role, port: portOfProbe(service, probe), of: container })),
  );
  for (const container of containersOf(service)) {
    const plain = new Map(variablesOf(container).map(({ name, value }) => [name, value]));
    const host = plain.get("MLFLOW_HOST") || "127.0.0.1";
    const asked = probes.find(({ port }) => String(port) === plain.get("MLFLOW_PORT"));
    if (host !== "0.0.0.0" && asked !== undefined)
      return `${NOT_STARTED}: the ${asked.role} probe of ${String(asked.of.name)} asks MLflow, which listens on ${host} alone.`;
  }
  return undefined;
}

/** A scoring server reads its model before it answers. */
function modelProblem(account: Account, service: Values): string | undefined {
  for (const scoring of scoringContainers(service)) {
    const { uri, deployment } = scoring.model;
    const [, bucket, path] = /^gs:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
    const problem =
      bucket === undefined || path === undefined
        ? `the container reads models from Cloud Storage alone, and not ${uri}`
        : (googleProblem(account, service) ??
          readProblem(account, bucket, `${path.replace(/\/$/, "")}/`, `serviceAccount:${serviceAccountOf(service)}`) ??
          scoringProbeProblem(scoring));
    if (problem !== undefined) return `${NOT_STARTED}: model-${deployment}: ${problem}`;
  }
  return undefined;
}

/** MLflow opens the database before it answers. */
function databaseProblem(placed: Placed): string | undefined {
  const { account, container } = placed;
  const variable = variablesOf(container).find(({ name }) => name === "MLFLOW_BACKEND_STORE_URI");
  const uri = variable?.secret === undefined ? variable?.value : secretText(account, variable.secret);
  if (uri === undefined) return undefined;
  try {
    checkDatabase(placed, uri, false);
    return undefined;
  } catch (error) {
    if (error instanceof ContainerError) return `${NOT_STARTED}: ${error.message}`;
    throw error;
  }
}

/** Why no instance of a service's template starts; undefined when it does. */
export function startProblem(account: Account, service: Values): string | undefined {
  for (const container of containersOf(service)) {
    const references = variablesOf(container).flatMap(({ secret }) => secret ?? []);
    const found =
      imageProblem(account, container) ??
      references.map((each) => secretProblem(account, service, each)).find((each) => each !== undefined) ??
      databaseProblem({ account, service, container });
    if (found !== undefined) return found;
  }
  return probeProblem(service) ?? modelProblem(account, service);
}

/** Waits for the revision; one that does not start leaves the service in the state. */
export function awaitRevision({ account, values }: CreateContext): void {
  const problem = startProblem(account, values);
  if (problem === undefined) return;
  const revision = shortName(text(values, "latest_created_revision") ?? "");
  const isNew = blocks(values, "revisions").length <= 1;
  const what = isNew ? "create Service: Error waiting for Creating" : "update Service: Error waiting for Updating";
  refuse(
    `Error waiting to ${what} Service: Error code 13, message: Revision '${revision}' is not ready and cannot serve traffic. ${problem}`,
  );
}
