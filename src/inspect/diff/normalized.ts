import { isObject, type JsonObject } from "../../core/json";
import type { SynthesizedStack } from "../stack";

/** Replaces what two environments cannot share: their names and prefixes, in every form in which names are made of them. */
export class Normalizer {
  /** The normalizer of one stack. */
  public static of(stack: SynthesizedStack): Normalizer {
    return new Normalizer(stack.name, prefixOf(stack));
  }

  private readonly forms: readonly (readonly [form: RegExp, mark: string])[];

  private constructor(name: string, prefix: string) {
    const upper = prefix.toUpperCase().replaceAll("-", "_");
    const words: [string, string][] = [
      [prefix, "<prefix>"],
      [upper, "<PREFIX>"],
      [prefix.replaceAll("-", "_"), "<prefix>"],
      [name, "<name>"],
    ];
    // A prefix holds the name, and must be found first.
    const ordered = words.filter(([form]) => form !== "").sort(([one], [other]) => other.length - one.length);
    this.forms = [
      ...ordered.map(([form, mark]) => [whole(form, "(?![A-Za-z0-9])"), mark] as const),
      [withoutHyphens(prefix), "<prefix>"],
    ];
  }

  /** A value whose texts are normalized. */
  public value(value: unknown): unknown {
    if (typeof value === "string") return this.text(value);
    if (Array.isArray(value)) return value.map((each) => this.value(each));
    return isObject(value) ? this.object(value) : value;
  }

  public object(values: JsonObject): JsonObject {
    return Object.fromEntries(Object.entries(values).map(([key, each]) => [key, this.value(each)]));
  }

  public text(text: string): string {
    return this.forms.reduce((result, [form, mark]) => result.replaceAll(form, mark), text);
  }
}

/** A form where a word begins: a short name such as `dev` also is a part of other words. */
function whole(form: string, end: string): RegExp {
  return new RegExp(`(?<![A-Za-z0-9])${form.replace(/[^\w-]/g, "\\$&")}${end}`, "g");
}

const SHORTEST = 10;

/** Names of storage accounts have no hyphens, hold the beginning of a long prefix, and a suffix follows. */
function withoutHyphens(prefix: string): RegExp {
  const form = prefix.replaceAll("-", "");
  const rest = [...form.slice(SHORTEST)].reduceRight((inner, char) => `(?:${char}${inner})?`, "");
  return whole(form.slice(0, SHORTEST), rest);
}

/** The prefix of a platform, which tags its resources with it; else the default one. */
function prefixOf(stack: SynthesizedStack): string {
  const counts = new Map<string, number>();
  for (const { values } of stack.resources)
    for (const tags of [values.tags, values.labels]) {
      const platform = isObject(tags) ? tags.platform : undefined;
      if (typeof platform === "string") counts.set(platform, (counts.get(platform) ?? 0) + 1);
    }
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  return most?.[0] ?? `mlops-${stack.name}`;
}
