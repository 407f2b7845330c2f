import type { JsonObject } from "../../../core/json";
import { literalText, type Block, type SynthesizedStack } from "../../stack";
import { RESOURCES } from "./table";

/** The subscription of the credentials in use. */
const SUBSCRIPTION = "{subscription}";
const RESOURCE_GROUP = "azurerm_resource_group";

/** The Azure side of a synthesized stack: its blocks, and what their roles are assigned on. */
export class AzureStack {
  public readonly resources: Block[];
  public readonly dataSources: Block[];
  /** ID of the subscription, as a scope. */
  public readonly subscription: string;

  constructor(private readonly stack: SynthesizedStack) {
    const isAzure = ({ type }: Block) => /^azure(rm|ad)_/.test(type);
    this.resources = stack.resources.filter(isAzure);
    this.dataSources = stack.dataSources.filter(isAzure);
    this.subscription = `/subscriptions/${literalText(stack.providers.azurerm?.[0]?.subscription_id) ?? SUBSCRIPTION}`;
  }

  /** All resources of the stack, those of Snowflake too. */
  public get blocks(): Block[] {
    return this.stack.resources;
  }

  public get name(): string {
    return this.stack.name;
  }

  /** The settings of the azurerm backend. @default - the state is kept elsewhere */
  public get backend(): JsonObject | undefined {
    return this.stack.backend?.type === "azurerm" ? this.stack.backend.settings : undefined;
  }

  /**
   * What a resource's role is assigned on: the existing resource group that it lies in. A group that the stack creates is not there before
   * the deploy, and Azure assigns roles on what exists: then it is the subscription.
   */
  public scopeOf(block: Block): string {
    return this.groupOf(block) ?? this.subscription;
  }

  /** A text of an attribute that is known before the deploy. */
  public known(block: Block, attribute: string): string | undefined {
    return literalText(block.values[attribute]);
  }

  private groupOf(block: Block): string | undefined {
    if (block.type === RESOURCE_GROUP) return undefined;
    const attribute = RESOURCES[block.type]?.in ?? "resource_group_name";
    const value = block.values[attribute];
    const known = literalText(value);
    if (known !== undefined)
      return attribute === "resource_group_name"
        ? `${this.subscription}/resourceGroups/${known}`
        : /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(known)?.[0];
    const target = this.referred(value);
    return target === undefined || target === block ? undefined : this.groupOf(target);
  }

  private referred(value: unknown): Block | undefined {
    const address = typeof value === "string" ? /^\$\{([\w.-]+)\.\w+\}$/.exec(value)?.[1] : undefined;
    return address === undefined ? undefined : this.stack.block(address);
  }
}
