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
import { containersOf, variablesOf } from "./applied";
import { secretProblem, secretText } from "./secrets";

const NOT_STARTED = "The user-provided container failed the configured startup probe checks";

/** Where the stock images are, by the beginning of their paths. */
const UPSTREAMS: Readonly<Record<string, string | undefined>> = { library: "DOCKER_HUB", mlflow: "https://ghcr.io" };

/** The registry from which a repository fetches; nothing for one that holds what was pushed to it. */
function upstreamOf(repository: Values): string | undefined {
  const source = block(block(repository, "remote_repository_config"), "docker_repository");
  return text(block(source, "custom_repository"), "uri") ?? text(source, "public_repository");
}

/** The image's repository in Artifact Registry, if it is one of the project: what was made with the service holds no image of its own. */
function imageProblem(account: Account, container: Values): string | undefined {
  const image = String(container.image);
  const [, location] = /^([a-z0-9-]+)-docker\.pkg\.dev$/.exec(registryOf(image)) ?? [];
  const [, project = "", repository, folder = ""] = image.split("/");
  if (location === undefined || !isOwnProject(account, project)) return undefined;
  const found = all(account, "google_artifact_registry_repository").find(
    (each) => each.repository_id === repository && each.location === location,
  );
  const upstream = found && upstreamOf(found);
  const isThere = found !== undefined && (UPSTREAMS[folder] ?? upstream) === upstream;
  return isThere ? undefined : `Image '${image}' not found.`;
}

/** A probe does not reach what listens on the loopback address of its container. */
function probeProblem(service: Values, container: Values): string | undefined {
  const plain = new Map(
    containersOf(service)
      .flatMap(variablesOf)
      .map(({ name, value }) => [name, value]),
  );
  const host = plain.get("MLFLOW_HOST") || "127.0.0.1";
  if (host === "0.0.0.0" || !plain.has("MLFLOW_PORT")) return undefined;
  const asked = probesOf(service, container).find(
    ({ probe }) => String(portOfProbe(service, probe)) === plain.get("MLFLOW_PORT"),
  );
  return (
    asked &&
    `${NOT_STARTED}: the ${asked.role} probe of ${String(container.name)} asks MLflow, which listens on ${host} alone.`
  );
}

/** MLflow opens the database before it answers. */
function databaseProblem(account: Account, service: Values, container: Values): string | undefined {
  const variable = variablesOf(container).find(({ name }) => name === "MLFLOW_BACKEND_STORE_URI");
  const uri = variable?.secret === undefined ? variable?.value : secretText(account, variable.secret);
  if (uri === undefined) return undefined;
  try {
    checkDatabase(account, service, container, uri, false);
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
      probeProblem(service, container) ??
      databaseProblem(account, service, container);
    if (found !== undefined) return found;
  }
  return undefined;
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
