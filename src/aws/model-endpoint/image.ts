/** Parts of an image in ECR. */
export interface EcrImage {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
}

const IMAGE =
  /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([a-z0-9]+(?:[._/-][a-z0-9]+)*)(?::[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})$/;

/** The parts of an image in ECR with tag or digest; undefined for any other image. */
export function parseEcrImage(image: string): EcrImage | undefined {
  const [, account, region, repository] = IMAGE.exec(image) ?? [];
  if (account === undefined || region === undefined || repository === undefined) return undefined;
  return { account, region, repository };
}
