/** The identities that the pipelines of an environment use. */
export interface CiIdentities {
  /** Name of the environment. */
  readonly environment: string;
  /** Client ID of the identity that plans; it only reads. */
  readonly planClientId: string;
  /** Client ID of the identity that deploys and destroys. */
  readonly deployClientId: string;
  /** Object ID of the identity that deploys: `deployerObjectId` of the environment. */
  readonly deployObjectId: string;
}
