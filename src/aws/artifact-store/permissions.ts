import { useKey, type Statement } from "../iam";
import type { IArtifactStore } from "./interface";

/** What a role needs to use the artifacts and nothing else in the bucket. `objectActions` are the S3 actions on objects. */
export function artifactStatements(store: IArtifactStore, objectActions: string[]): Statement[] {
  return [
    {
      Sid: "UseArtifacts",
      Effect: "Allow",
      Action: objectActions,
      Resource: `${store.bucketArn}/${store.artifactPrefix}/*`,
    },
    {
      Sid: "ListArtifacts",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: store.bucketArn,
      Condition: { StringLike: { "s3:prefix": [`${store.artifactPrefix}/*`, store.artifactPrefix] } },
    },
    ...useKey(store.encryptionKeyArn, ["kms:Decrypt", "kms:GenerateDataKey"]),
  ];
}
