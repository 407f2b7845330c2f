import type { RuledStack } from "./ruled-stack";

/** What a rule finds wrong with one resource. */
export interface Finding {
  /** The rule's name. */
  readonly rule: string;
  readonly address: string;
  /** What must be, and what is. */
  readonly message: string;
}

/** A requirement on a synthesized stack that no public rule knows. */
export interface Rule {
  readonly name: string;
  /** One sentence: what must be. */
  readonly requirement: string;
  /** The problems of a stack, by address. */
  problems(stack: RuledStack): Problem[];
  /** What the rule is about and the stack does not hold, one text each. @default - the stack holds all of it */
  unchecked?(stack: RuledStack): string[];
}

export interface Problem {
  readonly address: string;
  readonly message: string;
}
