import { isObject } from "../../core/json";
import { templateParts } from "../stack";
import type { Problem, Rule } from "./rule";
import type { RuledStack } from "./ruled-stack";

interface Leaf {
  /** `container_definitions[0].environment[2].value`. */
  readonly path: string;
  /** The path without indexes. */
  readonly attribute: string;
  /** What its name says of it: the last key, or the `name` beside a `value`. */
  readonly label: string;
  readonly value: string;
}

/** Names of what is secret in every provider. */
const SECRET_NAME =
  /(^|_|-)(password|passwd|passphrase|private_?key|secret_?key|api_?key|access_?key|account_?key|client_?secret|auth_?token|token|connection_?string|secret_?string|secret_?data|sas)$/i;

/** What schemas call sensitive though it is personal or public, and no secret. */
const PERSONAL =
  /(^|\.)(name|email|login_name|username|admin_name|(first|middle|last)_name|(oauth_)?client_id|(oauth_)?redirect_uri|\w*_url|\w*endpoint|\w*cert)$/;

/** Forms of secrets that can be told without a name. */
const FORMS: readonly (readonly [what: string, form: RegExp])[] = [
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["an AWS access key", /\b(AKIA|ASIA)[A-Z2-7]{16}\b/],
  ["a token of GitHub", /\bgh[pousr]_[A-Za-z0-9]{36}/],
  ["a token of GitLab", /\bglpat-[\w-]{20}/],
  ["an API key of Google", /\bAIza[\w-]{35}\b/],
  ["a key of an Azure storage account", /AccountKey=[\w+/]{20}/],
  ["a URL with a password", /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/"'`<>]+:[^\s:@/"'`<>${}]+@[\w.-]+/],
];

/** A reference inside an expression: what it gives is not in the JSON. */
const REFERENCE = /\b(var|local|data|each|count|module|path|self|ephemeral)\.|\b[a-z][a-z0-9]*_\w+\.\w/;

/** The parts of a string that the JSON itself holds. */
function literalOf(value: string): string {
  return templateParts(value)
    .map((part) => (part.kind === "text" ? part.text : REFERENCE.test(part.expression) ? "" : part.expression))
    .join("");
}

const isComputed = (value: string) =>
  templateParts(value).some((part) => part.kind === "expression" && REFERENCE.test(part.expression));

function leaves(value: unknown, path = "", attribute = "", label = ""): Leaf[] {
  if (typeof value === "string") {
    const nested = /^\s*[[{]/.test(value) ? parsed(value) : undefined;
    const own = [{ path, attribute, label, value }];
    return nested === undefined ? own : [...own, ...leaves(nested, path, attribute, label)];
  }
  if (Array.isArray(value)) return value.flatMap((each, index) => leaves(each, `${path}[${index}]`, attribute, label));
  if (!isObject(value)) return [];
  const under = (base: string, key: string) => (base === "" ? key : `${base}.${key}`);
  // A pair of name and value: an environment variable, a header.
  const name = ["name", "Name", "key"].map((key) => value[key]).find((each) => typeof each === "string");
  return Object.entries(value).flatMap(([key, each]) =>
    leaves(each, under(path, key), under(attribute, key), key === "value" && typeof name === "string" ? name : key),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function problemsOf(address: string, values: unknown, sensitive: readonly string[]): Problem[] {
  const found = leaves(values).flatMap(({ path, attribute, label, value }): Problem[] => {
    const isSecret = sensitive.some((each) => attribute === each || attribute.startsWith(`${each}.`));
    const isNamed = (isSecret && !PERSONAL.test(attribute)) || SECRET_NAME.test(label);
    // A star is a pattern.
    if (isNamed && !isComputed(value) && /\w/.test(literalOf(value)))
      return [{ address, message: `${path} must be a reference to a secret, and is a literal` }];
    const [form] = FORMS.find(([, each]) => each.test(literalOf(value))) ?? [];
    return form === undefined ? [] : [{ address, message: `${path} must hold no secret, and holds ${form}` }];
  });
  return [...new Map(found.map((problem) => [problem.message, problem])).values()];
}

/** Problems name the place, never the value. */
function problems({ stack, sensitive }: RuledStack): Problem[] {
  const providers = Object.entries(stack.providers).flatMap(([name, configurations]) =>
    configurations.flatMap((values) => problemsOf(`provider.${name}`, values, sensitive(`provider.${name}`))),
  );
  const { backend } = stack;
  const variables = Object.entries(stack.variables).flatMap(([name, { default: value, sensitive: isSecret }]) =>
    typeof value === "string" && value !== "" && (isSecret === true || SECRET_NAME.test(name))
      ? [{ address: `var.${name}`, message: "default must be left out: the variable is a secret" }]
      : [],
  );
  return [
    ...stack.blocks.flatMap(({ address, mode, type, values }) =>
      problemsOf(address, values, sensitive(mode === "data" ? `data.${type}` : type)),
    ),
    ...providers,
    ...(backend === undefined ? [] : problemsOf(`backend.${backend.type}`, backend.settings, [])),
    ...problemsOf("locals", stack.locals, []),
    ...variables,
    ...Object.entries(stack.outputs).flatMap(([name, { value }]) => problemsOf(`output.${name}`, { value }, [])),
  ];
}

export const noSecrets: Rule = {
  name: "no-secret-in-json",
  requirement: "the synthesized JSON holds no password, key or token: it comes from a secret store or a variable",
  problems,
};
