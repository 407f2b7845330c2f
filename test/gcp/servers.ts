import { DataResource, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type { IBackendStore } from "../../src/gcp/backend-store/interface";
import { ImageRepositories } from "../../src/gcp/image-repositories/image-repositories";
import { TrackingServer, type TrackingServerProps } from "../../src/gcp/tracking-server/tracking-server";
import { UiAccess, type UiAccessProps } from "../../src/gcp/ui-access/ui-access";
import { Synthesized, type Block } from "../support/synthesized";
import { component, emptyStack, PROJECT, REGION, someArtifactStore } from "./fixture";

export const CONNECTION = `team-project:${REGION}:mlops-db`;

/** A database that Terraform creates. */
export class SomeDatabase extends Construct implements IBackendStore {
  public readonly uriSecretId = `${PROJECT}/secrets/mlflow-uri`;
  public readonly uriSecretVersion = "7";
  public readonly connectionName?: string;
  public readonly dependencies: DataResource[];

  constructor(
    scope: Construct,
    id: string,
    public readonly maxConnections = 20,
    { connectionName = CONNECTION as string | null } = {},
  ) {
    super(scope, id);
    this.connectionName = connectionName ?? undefined;
    this.dependencies = [new DataResource(this, "Resource", {})];
  }
}

/** What servers need. */
export function serverProps(stack: TerraformStack): TrackingServerProps {
  return {
    ...component,
    artifactStore: someArtifactStore(stack),
    backendStore: new SomeDatabase(stack, "SomeDatabase"),
    serverImages: new ImageRepositories(stack, "Images", component),
  };
}

/** Servers of a kind, and what the test adds. */
export function someServer(make: (stack: TerraformStack) => Partial<TrackingServerProps> = () => ({})): Synthesized {
  const stack = emptyStack();
  new TrackingServer(stack, "TrackingServer", { ...serverProps(stack), ...make(stack) });
  return Synthesized.of(stack);
}

export const MEMBERS = ["group:ml-team@example.com", "user:Ada@example.com"];

/** Servers with a UI. */
export function someUi(make: (stack: TerraformStack) => Partial<UiAccessProps> = () => ({})): Synthesized {
  const stack = emptyStack();
  const more = make(stack);
  const { network, services, tags } = more;
  const props = { ...serverProps(stack), network, services, tags };
  const { host } = new TrackingServer(stack, "TrackingServer", { ...props, hasUi: true });
  new UiAccess(stack, "UiAccess", { ...props, host, members: MEMBERS, ...more });
  return Synthesized.of(stack);
}

/** The template of a Cloud Run service. */
export const template = (service: Block): Block => service.template as Block;

/** A container of a Cloud Run service. */
export function container(service: Block, name: string): Block {
  const found = (template(service).containers as Block[]).find((each) => each.name === name);
  if (found === undefined) throw new Error(`no container ${name}`);
  return found;
}

/** An environment variable of a container. */
export function variable(service: Block, name: string, of: string): unknown {
  return (container(service, name).env as Block[]).find((each) => each.name === of)?.value;
}
