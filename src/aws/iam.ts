/** One statement of an IAM policy, in IAM's own words. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | { readonly AWS: string } | { readonly Service: string };
  readonly Action: string | string[];
  readonly Resource?: string | string[];
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

/** An IAM policy document as JSON text. */
export function policyDocument(statements: Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** What a role needs of a KMS key; nothing where there is no key. */
export function useKey(keyArn: string | undefined, actions: string[]): Statement[] {
  return keyArn === undefined ? [] : [{ Sid: "UseKey", Effect: "Allow", Action: actions, Resource: keyArn }];
}
