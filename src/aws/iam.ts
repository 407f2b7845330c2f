/** One statement of an IAM policy. */
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

/** The permissions of a role on a KMS key; none without a key. */
export function useKey(keyArn: string | undefined, actions: string[]): Statement[] {
  return keyArn === undefined ? [] : [{ Sid: "UseKey", Effect: "Allow", Action: actions, Resource: keyArn }];
}
