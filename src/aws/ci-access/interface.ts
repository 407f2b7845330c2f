/** The roles that the pipelines of an environment assume. */
export interface CiRoles {
  /** Name of the environment. */
  readonly environment: string;
  /** The role that plans; it only reads. */
  readonly planRoleArn: string;
  /** The role that deploys and destroys. */
  readonly deployRoleArn: string;
}
