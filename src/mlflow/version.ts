/** The MLflow release that is deployed and tested. */
export class MlflowVersion {
  /** Version number, as PyPI and the images' tags have it. */
  public static readonly PINNED = "3.17.2";
}
