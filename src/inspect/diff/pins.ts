import { isObject } from "../../core/json";
import { imagesOf } from "../images";
import type { SynthesizedStack } from "../stack";
import { Normalizer } from "./normalized";

/** Something that an environment pins: an image, a model. */
export interface Pin {
  /** The resource and the container, or the resource alone. */
  readonly where: string;
  readonly value: string;
}

/** The images that the containers of a stack run; a mirror that is named after the environment is the same for both. */
export function imagePins(stack: SynthesizedStack): Pin[] {
  const normalizer = Normalizer.of(stack);
  return imagesOf(stack).map(({ address, container, image }) => ({
    where: `${address} ${container}`,
    value: normalizer.text(image),
  }));
}

/** Whether an image is named by its content. */
export const isByDigest = (image: string) => /@sha256:[0-9a-f]{64}$/.test(image);

// A model of MLflow 3, or of a run, below the artifact prefix.
const MODEL = /\b\d+\/(?:models\/m-\w+|[0-9a-f]{32})\/artifacts(?:\/[\w.-]+)*/g;

/** Names a model, and does not serve it: a permission to read it, the wait for that permission. */
const ACCESS = /_iam_|role_assignment|^time_/;

/** The models that a stack serves: their locations, wherever a resource names one. */
export function modelPins(stack: SynthesizedStack): Pin[] {
  const serving = stack.resources.filter(({ type }) => !ACCESS.test(type));
  const found = serving.flatMap(({ address, values }) =>
    texts(values).flatMap((text) => [...text.matchAll(MODEL)].map(([value]) => ({ where: address, value }))),
  );
  return [...new Map(found.map((pin) => [`${pin.where} ${pin.value}`, pin])).values()];
}

function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return isObject(value) ? Object.values(value).flatMap(texts) : [];
}
