import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { CloudError, type CreateContext, type ResourceRule, type Values } from "../../simulator/rule";
import { checkText, planText, randomText } from "./text";

const DOCS = "https://registry.terraform.io/providers/hashicorp/random/latest/docs/resources";

const ADJECTIVES = ["calm", "brave", "eager", "fancy", "gentle", "happy", "jolly", "kind", "lively", "proud"];
const PETS = ["badger", "crane", "dolphin", "falcon", "gecko", "heron", "ibex", "lemur", "marmot", "otter"];

function number(values: Values, name: string): number {
  const value = values[name];
  if (typeof value !== "number") throw new CloudError(`${name} must be a number`, name);
  return value;
}

function prefix(values: Values): string {
  return typeof values.prefix === "string" ? values.prefix : "";
}

/** `byte_length` random bytes in five spellings; the prefix stands before all but the id. */
const id: ResourceRule = {
  type: "random_id",
  cites: `${DOCS}/id`,
  validate({ config, error }) {
    if (typeof config.byte_length === "number" && config.byte_length < 1) {
      error(`Attribute byte_length value must be at least 1, got: ${config.byte_length}`, "byte_length");
    }
  },
  create({ values }) {
    const bytes = randomBytes(number(values, "byte_length"));
    const url = bytes.toString("base64url");
    values.id = url;
    values.b64_url = prefix(values) + url;
    values.b64_std = prefix(values) + bytes.toString("base64");
    values.hex = prefix(values) + bytes.toString("hex");
    values.dec = prefix(values) + BigInt(`0x${bytes.toString("hex")}`).toString();
  },
};

const string: ResourceRule = {
  type: "random_string",
  cites: `${DOCS}/string`,
  validate: checkText,
  plan: planText,
  create({ values }) {
    values.result = randomText(values);
    values.id = values.result;
  },
};

/** The id is `none`, so that it tells nothing. */
const password: ResourceRule = {
  type: "random_password",
  cites: `${DOCS}/password`,
  key: ({ result }) => String(result),
  validate: checkText,
  plan: planText,
  create({ values }) {
    values.result = randomText(values);
    values.id = "none";
    // Of bcrypt's form only: nothing here checks a password against it.
    values.bcrypt_hash = `$2a$10$${randomBytes(40).toString("base64url").slice(0, 53)}`;
  },
};

const uuid: ResourceRule = {
  type: "random_uuid",
  cites: `${DOCS}/uuid`,
  create({ values }) {
    values.result = randomUUID();
    values.id = values.result;
  },
};

const pet: ResourceRule = {
  type: "random_pet",
  cites: `${DOCS}/pet`,
  create({ values }) {
    const length = typeof values.length === "number" ? values.length : 2;
    const separator = typeof values.separator === "string" ? values.separator : "-";
    const words = Array.from({ length }, (_, index) => pickWord(index === length - 1 ? PETS : ADJECTIVES));
    values.length = length;
    values.separator = separator;
    values.id = [...(prefix(values) === "" ? [] : [prefix(values)]), ...words].join(separator);
  },
};

function pickWord(words: readonly string[]): string {
  return words[randomInt(words.length)] ?? "";
}

const integer: ResourceRule = {
  type: "random_integer",
  cites: `${DOCS}/integer`,
  create({ values }: CreateContext) {
    const min = number(values, "min");
    const max = number(values, "max");
    if (max < min)
      throw new CloudError(`The minimum (min) value needs to be smaller than or equal to maximum (max) value.`, "min");
    values.result = randomInt(min, max + 1);
    values.id = String(values.result);
  },
};

export const resources: readonly ResourceRule[] = [id, string, password, uuid, pet, integer];
