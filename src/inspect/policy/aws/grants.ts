import { isObject } from "../../../core/json";
import type { Block } from "../../stack";
import { Purpose } from "../purpose";
import type { AwsStack } from "./aws-stack";
import { words, type Row } from "./row";
import { DATA_SOURCES, DATA_SOURCE_SCOPES, RESOURCES } from "./table";
import { ANYWHERE } from "./table/anywhere";

/** Actions on resources; `condition` is an IAM condition. */
export interface Grant {
  readonly actions: string[];
  readonly on: string[];
  readonly condition?: Record<string, Record<string, string>>;
  /** Sid of a separate statement; grants without one are grouped by service. */
  readonly sid?: string;
}

/** Services whose actions also take resources of other services. */
const REACHING = new Set(["wafv2"]);
/** Attributes that name a KMS key. */
const KEY_ATTRIBUTE = /^(kms_(master_)?key(_id|_arn)?|performance_insights_kms_key_id)$/;

export const serviceOf = (action: string): string => action.slice(0, action.indexOf(":"));

/** The actions on their resources, and on `*` those without resource-level permissions. */
function scoped(actions: string[], on: string[]): Grant[] {
  const services = [...new Set(actions.map(serviceOf))];
  return services.flatMap((service) => {
    const own = actions.filter((action) => serviceOf(action) === service);
    const arns = on.filter((arn) => REACHING.has(service) || arn === "*" || arn.split(":")[2] === service);
    const anywhere = own.filter((action) => ANYWHERE.has(action) || arns.length === 0);
    const rest = own.filter((action) => !anywhere.includes(action));
    return [
      { actions: anywhere, on: ["*"] },
      { actions: rest, on: arns },
    ];
  });
}

/** All grants that the stack's AWS resources and data sources need. */
export function grantsOf(stack: AwsStack, purpose: Purpose): Grant[] {
  return [
    ...stack.dataSources.flatMap((source) => ofDataSource(stack, source)),
    ...stack.resources.flatMap((resource) => {
      const row = RESOURCES[resource.type];
      return row === undefined ? [] : ofResource(stack, resource, row, purpose);
    }),
    ...keyGrants(stack, purpose),
  ].filter(({ actions, on }) => actions.length > 0 && on.length > 0);
}

function ofDataSource(stack: AwsStack, source: Block): Grant[] {
  const templates = DATA_SOURCE_SCOPES[source.type] ?? ["*"];
  return scoped(
    words(DATA_SOURCES[source.type] ?? ""),
    templates.map((template) => stack.expand(template, source)),
  );
}

function ofResource(stack: AwsStack, resource: Block, row: Row, purpose: Purpose): Grant[] {
  const expand = (templates: string[]): string[] => templates.map((template) => stack.expand(template, resource));
  const read = [...scoped(words(row.read), expand(row.on)), { actions: words(row.readOfAll ?? ""), on: ["*"] }];
  if (purpose === Purpose.PLAN) return read;
  const { values } = resource;
  const isSet = (attribute: string): boolean => values[attribute] !== undefined && values[attribute] !== false;
  return [
    ...read,
    ...scoped(words(`${row.create} ${row.update} ${row.delete}`), expand(row.on)),
    ...(row.when ?? [])
      .filter(({ attribute }) => isSet(attribute))
      .flatMap(({ on, actions }) => scoped(words(actions), expand(on))),
    ...(row.passes ?? [])
      .filter(({ attribute }) => isSet(attribute))
      .map(({ attribute, to }) => passRole(stack, values[attribute], to)),
    ...(row.linkedRole === undefined ? [] : [linkedRole(stack.expand(row.linkedRole, resource))]),
  ];
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
function passRole(stack: AwsStack, value: unknown, service: string): Grant {
  const role = stack.referred(value);
  const arns =
    role === undefined
      ? [
          typeof value === "string" && value.startsWith("arn:") && !value.includes("${")
            ? value
            : "arn:aws:iam::*:role/*",
        ]
      : (RESOURCES[role.type]?.on ?? []).map((template) => stack.expand(template, role));
  return {
    sid: `PassRole${inWords(service)}`,
    actions: ["iam:PassRole"],
    on: arns,
    condition: { StringEquals: { "iam:PassedToService": service } },
  };
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html */
function linkedRole(service: string): Grant {
  return {
    sid: `LinkedRole${inWords(service)}`,
    actions: ["iam:CreateServiceLinkedRole"],
    on: [`arn:aws:iam::*:role/aws-service-role/${service}/*`],
    condition: { StringEquals: { "iam:AWSServiceName": service } },
  };
}

/** Services encrypt with the key in the caller's name: https://docs.aws.amazon.com/kms/latest/developerguide/services-overview.html */
function keyGrants(stack: AwsStack, purpose: Purpose): Grant[] {
  const keys = [...new Set(stack.resources.flatMap(({ values }) => keysIn(values)))];
  if (keys.length === 0) return [];
  const ofStack = `arn:aws:kms:${stack.region ?? "*"}:${stack.account ?? "*"}:key/*`;
  const on = [...new Set(keys.map((key) => (key.startsWith("arn:") && !key.includes("${") ? key : ofStack)))];
  const use = ["kms:DescribeKey", "kms:Decrypt"];
  if (purpose === Purpose.PLAN) return [{ actions: use, on }];
  return [
    { actions: [...use, "kms:Encrypt", "kms:GenerateDataKey"], on },
    {
      sid: "LendKeys",
      actions: ["kms:CreateGrant"],
      on,
      condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}

function keysIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === "string" && KEY_ATTRIBUTE.test(name) ? [inner] : keysIn(inner),
  );
}

/** `ecs-tasks.amazonaws.com` as `EcsTasks`. */
function inWords(service: string): string {
  return service
    .replace(".amazonaws.com", "")
    .replace(/(^|[-.])(\w)/g, (_, __, letter: string) => letter.toUpperCase());
}
