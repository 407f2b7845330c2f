/** One statement of an IAM policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | { readonly AWS: string } | { readonly Service: string } | { readonly Federated: string };
  readonly Action: string | string[];
  readonly Resource?: string | string[];
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

/** An IAM policy document as JSON text. */
export function policyDocument(statements: Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Who may assume the role of a service, as JSON text. `ofAccount`: only what the service does for this account. */
export function serviceTrust(sid: string, service: string, ofAccount?: string): string {
  return policyDocument([
    {
      Sid: sid,
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      ...(ofAccount !== undefined && { Condition: { StringEquals: { "aws:SourceAccount": ofAccount } } }),
    },
  ]);
}

/** What pulls images from repositories of ECR, by their ARNs; `more` are further actions on them. */
export function pullFrom(sid: string, repositoryArns: string | string[], more: string[] = []): Statement[] {
  return [
    // This action does not support resource-level permissions.
    { Sid: "LogInToRegistry", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    {
      Sid: sid,
      Effect: "Allow",
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", ...more],
      Resource: repositoryArns,
    },
  ];
}

/** The permissions of a role on a KMS key; none without a key. */
export function useKey(keyArn: string | undefined, actions: string[]): Statement[] {
  return keyArn === undefined ? [] : [{ Sid: "UseKey", Effect: "Allow", Action: actions, Resource: keyArn }];
}
