/** The service accounts that the pipelines of an environment act as. */
export interface CiServiceAccounts {
  /** Name of the environment. */
  readonly environment: string;
  /** Email of the account that plans; it only reads. */
  readonly planServiceAccount: string;
  /** Email of the account that deploys and destroys. */
  readonly deployServiceAccount: string;
}
