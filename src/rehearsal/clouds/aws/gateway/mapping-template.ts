import { isObject, type JsonObject } from "../../../../core/json";
import { UnknownElementError } from "../../../simulator/readers";

const DIRECTIVE = /^#(set|if|elseif)\s*\((.*)\)\s*$|^#(else|end)\s*$/;
const SET = /^\$(\w+)\s*=\s*\$input\.path\('\$\.(\w+)'\)$/;
const OVERRIDE = /^\$context\.responseOverride\.status\s*=\s*(\d{3})$/;
const EQUALS = /^\$(\w+)\s*==\s*(\d+)$/;

/** What a mapping template makes of an integration's response. */
export interface Rendered {
  readonly body: string;
  /** Statuses that take the place of the response's own: one at most is valid. */
  readonly statuses: readonly number[];
}

/**
 * Evaluates a mapping template: text, variables read from the body, comparisons with numbers, and another status, each directive on a line
 * of its own.
 * @throws UnknownElementError for any other element of the language
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
export function renderTemplate(template: string, body: string): Rendered {
  const variables = new Map<string, unknown>();
  const lines: string[] = [];
  const statuses: number[] = [];
  // Whether the lines count, and whether a branch of the condition has counted.
  let branch = { isTaken: true, wasTaken: true };
  for (const line of template.split("\n")) {
    const [whole, kind, argument = "", bare] = DIRECTIVE.exec(line) ?? [];
    if (whole === undefined) {
      if (/[#$]/.test(line)) throw new UnknownElementError(`mapping template: the line ${line} is not simulated`);
      if (branch.isTaken) lines.push(line);
    } else if (kind === "set" && OVERRIDE.test(argument)) {
      if (branch.isTaken) statuses.push(Number(OVERRIDE.exec(argument)?.[1]));
    } else if (kind === "set") {
      const [, name, path] = SET.exec(argument) ?? [];
      if (name === undefined || path === undefined) throw unknown(line);
      variables.set(name, parse(body)[path]);
    } else if (kind === "if") {
      const isTaken = holds(argument, variables, line);
      branch = { isTaken, wasTaken: isTaken };
    } else if (kind === "elseif") {
      const isTaken = !branch.wasTaken && holds(argument, variables, line);
      branch = { isTaken, wasTaken: branch.wasTaken || isTaken };
    } else branch = bare === "else" ? { isTaken: !branch.wasTaken, wasTaken: true } : { isTaken: true, wasTaken: true };
  }
  return { body: lines.join("\n"), statuses };
}

function holds(condition: string, variables: ReadonlyMap<string, unknown>, line: string): boolean {
  const [, name, value] = EQUALS.exec(condition) ?? [];
  if (name === undefined || !variables.has(name)) throw unknown(line);
  return variables.get(name) === Number(value);
}

function parse(body: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(body);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function unknown(line: string): UnknownElementError {
  return new UnknownElementError(`mapping template: the directive ${line} is not simulated`);
}
