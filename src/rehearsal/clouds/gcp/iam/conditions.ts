import { UnknownElementError } from "../../../simulator/readers";

/** What a condition may look at. */
export interface ConditionedRequest {
  /** Name of the resource: `projects/_/buckets/<bucket>/objects/<object>`. */
  readonly resource: string;
  /** The prefix of a request that lists objects. @default - the request lists none */
  readonly listPrefix?: string;
}

const TERMS: readonly { readonly form: RegExp; readonly of: (request: ConditionedRequest) => string }[] = [
  { form: /^resource\.name\.startsWith\("([^"\\]*)"\)$/, of: ({ resource }) => resource },
  {
    form: /^api\.getAttribute\("storage\.googleapis\.com\/objectListPrefix", ""\)\.startsWith\("([^"\\]*)"\)$/,
    of: ({ listPrefix = "" }) => listPrefix,
  },
];

/**
 * Whether a request fulfils the condition of a binding.
 * @throws UnknownElementError for an expression that is not simulated
 * @see https://cloud.google.com/iam/docs/conditions-attribute-reference
 */
export function fulfils(request: ConditionedRequest, expression: string): boolean {
  return expression.split(" || ").some((written) => {
    for (const { form, of } of TERMS) {
      const [, beginning] = form.exec(written.trim()) ?? [];
      if (beginning !== undefined) return of(request).startsWith(beginning);
    }
    throw new UnknownElementError(`the condition ${written} is not simulated`);
  });
}
