import type { Account } from "../../../simulator/account";
import { setForm } from "../../../simulator/equal-forms";
import { block, isTrue, text } from "../../../simulator/readers";
import type { CreateContext, Value, Values } from "../../../simulator/rule";
import { addRevision, isRevised, revisionsOf } from "../../revisions";
import { secretArn, secretText } from "./secrets";
import { containersOf, findTaskDefinition } from "./task-definition";

/** Attributes whose change starts new tasks. */
const OF_TASKS = ["task_definition", "network_configuration", "load_balancer", "platform_version"];
OF_TASKS.push("service_registries", "propagate_tags", "enable_ecs_managed_tags");

/** Attributes whose change alone the provider does not send to the service. */
const NOT_SENT = ["tags", "tags_all", "force_delete"];

/** What the secrets of a task definition hold now, by ARN. */
function secretsOf(account: Account, service: Values): Record<string, string> {
  const definition = findTaskDefinition(account, text(service, "task_definition") ?? "");
  const references =
    definition === undefined ? [] : containersOf(definition).flatMap((each) => [...each.secrets.values()]);
  return Object.fromEntries(
    references.flatMap((each): [string, string][] => {
      const value = secretText(account, each);
      return value === undefined ? [] : [[secretArn(each), value]];
    }),
  );
}

/**
 * New tasks start when what they are made of changes, and with any other update only if `force_new_deployment` asks for it: `triggers` alone
 * is known to Terraform and not to ECS. A task reads its secrets once, when it starts; the account keeps them beside the service's attributes.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
export function settleDeployment({ account, type, values }: CreateContext): void {
  const held = account.get(type, String(values.id)) ?? values;
  const last = revisionsOf(held).at(-1);
  const sent = setForm(values, [...NOT_SENT, "revisions"]);
  const template: Values = Object.fromEntries(OF_TASKS.map((name): [string, Value] => [name, values[name] ?? null]));
  const isForced = isTrue(values, "force_new_deployment") && last?.sent !== sent;
  if (isForced || isRevised(held, template)) addRevision(held, { sent, template, secrets: secretsOf(account, values) });
  else if (last !== undefined) last.sent = sent;
}

/** What a secret held when the running tasks of a service started; undefined where nobody saw them start. */
export function secretAtStart(service: Values | undefined, arn: string): string | undefined {
  return text(block(revisionsOf(service).at(-1), "secrets"), arn);
}
