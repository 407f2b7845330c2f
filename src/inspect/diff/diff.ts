import type { JsonObject } from "../../core/json";
import { attributeChanges, type AttributeChange } from "../plan/attributes";
import type { SynthesizedStack } from "../stack";
import { Normalizer } from "./normalized";
import { imagePins, modelPins, type Pin } from "./pins";

/** One of two environments. */
export interface Side {
  readonly name: string;
  readonly packageVersion?: string;
  readonly resources: number;
  /** Addresses that the other one does not have. */
  readonly only: readonly string[];
}

/** What two environments have at one place; undefined where one has nothing. */
export interface PinDifference {
  readonly where: string;
  readonly one: string | undefined;
  readonly other: string | undefined;
}

/** A setting that differs, alike on some resources. */
export interface SettingDifference {
  readonly addresses: readonly string[];
  readonly path: string;
  /** Text to show. */
  readonly one: string;
  readonly other: string;
}

/** How two environments differ. */
export interface StackDifference {
  readonly one: Side;
  readonly other: Side;
  /** All images and models, also those that are the same: what is promoted is to be seen. */
  readonly images: readonly PinDifference[];
  readonly models: readonly PinDifference[];
  readonly settings: readonly SettingDifference[];
}

/** What says how Terraform works, or what is listed elsewhere. */
const LEFT_OUT = /(^|\.)(depends_on|provider|image)(\[\d+\])?$/;

/**
 * Compares two environments.
 * @param sensitive attributes whose values are not shown, by type
 */
export function diffOf(
  one: SynthesizedStack,
  other: SynthesizedStack,
  sensitive: (type: string) => readonly string[],
): StackDifference {
  const [left, right] = [settingsOf(one, sensitive), settingsOf(other, sensitive)];
  const common = [...left.keys()].filter((address) => right.has(address));
  const found = common.flatMap((address) =>
    attributeChanges(left.get(address) ?? NOTHING, right.get(address) ?? NOTHING)
      .filter(({ path }) => !LEFT_OUT.test(path))
      .map((change) => ({ address, change })),
  );
  return {
    one: sideOf(one, left, right),
    other: sideOf(other, right, left),
    images: pinDifferences(imagePins(one), imagePins(other)),
    models: pinDifferences(modelPins(one), modelPins(other)),
    settings: grouped(found),
  };
}

interface Settings {
  readonly value: JsonObject;
  readonly sensitive: JsonObject;
}

const NOTHING: Settings = { value: {}, sensitive: {} };

/** Arguments by address, with the providers' and the backend's, as if both environments had one name. */
function settingsOf(stack: SynthesizedStack, sensitive: (type: string) => readonly string[]): Map<string, Settings> {
  const normalizer = Normalizer.of(stack);
  const settings = (address: string, type: string, values: JsonObject): [string, Settings] => [
    address,
    {
      value: normalizer.object(values),
      sensitive: Object.fromEntries(sensitive(type).map((path) => [path.split(".")[0], true])),
    },
  ];
  const { backend } = stack;
  return new Map([
    ...stack.blocks.map(({ address, type, values }) => settings(address, type, values)),
    ...Object.entries(stack.providers).flatMap(([name, configurations]) =>
      configurations.map((values, index) =>
        settings(index === 0 ? `provider.${name}` : `provider.${name}[${index}]`, `provider.${name}`, values),
      ),
    ),
    ...(backend === undefined ? [] : [settings(`backend.${backend.type}`, "", backend.settings)]),
  ]);
}

function sideOf(
  stack: SynthesizedStack,
  own: ReadonlyMap<string, unknown>,
  others: ReadonlyMap<string, unknown>,
): Side {
  const { name, packageVersion, resources } = stack;
  return {
    ...{ name, packageVersion },
    resources: resources.length,
    only: [...own.keys()].filter((address) => !others.has(address)),
  };
}

/** Pins by place: two at one place are compared in their order. */
function pinDifferences(one: readonly Pin[], other: readonly Pin[]): PinDifference[] {
  const places = [...new Set([...one, ...other].map(({ where }) => where))];
  return places.flatMap((where) => {
    const [left, right] = [one, other].map((pins) => pins.filter((pin) => pin.where === where)) as [Pin[], Pin[]];
    return Array.from({ length: Math.max(left.length, right.length) }, (_each, index) => ({
      ...{ where, one: left[index]?.value, other: right[index]?.value },
    }));
  });
}

function grouped(
  found: readonly { readonly address: string; readonly change: AttributeChange }[],
): SettingDifference[] {
  const groups = new Map<string, { addresses: string[]; change: AttributeChange }>();
  for (const { address, change } of found) {
    const key = JSON.stringify(change);
    const group = groups.get(key) ?? { addresses: [], change };
    group.addresses.push(address);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ addresses, change: { path, before, after } }) => ({
    ...{ addresses, path, one: before, other: after },
  }));
}
