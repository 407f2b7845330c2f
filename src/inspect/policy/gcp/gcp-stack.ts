import type { JsonObject } from "../../../core/json";
import { literalText, type Block, type SynthesizedStack } from "../../stack";

/** The project of the credentials in use. */
const PROJECT = "{project}";

/** The Google Cloud side of a synthesized stack: its blocks, and what their roles are granted on. */
export class GcpStack {
  public readonly resources: Block[];
  public readonly dataSources: Block[];
  /** The project, as a scope. */
  public readonly project: string;

  constructor(private readonly stack: SynthesizedStack) {
    const isGoogle = ({ type }: Block) => type.startsWith("google_");
    this.resources = stack.resources.filter(isGoogle);
    this.dataSources = stack.dataSources.filter(isGoogle);
    this.project = `projects/${literalText(stack.providers.google?.[0]?.project) ?? PROJECT}`;
  }

  /** The settings of the gcs backend. @default - the state is kept elsewhere */
  public get backend(): JsonObject | undefined {
    return this.stack.backend?.type === "gcs" ? this.stack.backend.settings : undefined;
  }

  /** What an attribute names; undefined when it is known only after the deploy. */
  public named(block: Block, attribute: string): string | undefined {
    return literalText(block.values[attribute]);
  }
}
