/** The MLflow release that is deployed: the one that the tests run. */
export class MlflowVersion {
  /** Version number, as PyPI and the images' tags have it. */
  public static readonly PINNED = "3.17.2";
}
