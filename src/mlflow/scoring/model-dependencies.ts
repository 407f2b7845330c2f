import { Problems } from "../../core";
import { checkSettings, type CheckTable } from "../../core/checks";
import { pattern, secret } from "../../core/rules";
import { readModelDependencies } from "./model-files";

/** Props of a model's dependencies. */
export interface ModelDependenciesProps {
  /** Version of MLflow that logged the model: `mlflow_version` in its `MLmodel`. */
  readonly mlflowVersion: string;
  /** Version of Python, as in its `python_env.yaml`. @default - "3.11" */
  readonly pythonVersion?: string;
  /** Packages that pip installs, one for each item, as in its `requirements.txt`. @default - MLflow alone */
  readonly requirements?: string[];
}

const REQUIREMENT = pattern(
  /^[A-Za-z0-9][A-Za-z0-9._-]*(\[[A-Za-z0-9._, -]+\])?\s*((===|[=!~<>]=|[<>])[^\s'"\\]+|@ https:\/\/[^\s@'"\\]+)?(\s*;[^"\\]+)?$/,
  "be a package as in a requirements.txt, without options of pip and without credentials",
  'Use for example "scikit-learn==1.9.1"',
);

const DEPENDENCIES: CheckTable<ModelDependenciesProps> = {
  rows: [
    {
      field: "mlflowVersion",
      rule: pattern(
        /^\d+\.\d+\.\d+([a-z0-9.]*)$/,
        "be a version of MLflow with three numbers",
        "Use mlflow_version of the model's MLmodel file",
      ),
      synthesis: true,
    },
    {
      field: "pythonVersion",
      rule: pattern(/^3\.\d+(\.\d+)?$/, "be a version of Python 3", 'Use for example "3.11"'),
      synthesis: true,
    },
    // An address can hold a password.
    { field: "requirements", rule: secret(REQUIREMENT), each: true, synthesis: true },
  ],
};

/**
 * What a model needs to be loaded, as MLflow noted it when the model was logged.
 * @see https://mlflow.org/docs/latest/ml/model/dependencies/
 */
export class ModelDependencies {
  /**
   * Reads the files of a logged model at synthesis: `MLmodel`, and beside it `requirements.txt`.
   * @param file the file `MLmodel`, or the folder with it
   * @throws ValidationError without the file, without MLflow's version in it, or for a requirement that pip alone would understand
   */
  public static fromMlmodel(file: string): ModelDependencies {
    return new ModelDependencies(readModelDependencies(file));
  }

  /** Version of MLflow that logged the model. */
  public readonly mlflowVersion: string;
  /** Version of Python. */
  public readonly pythonVersion: string;
  /** Packages that pip installs; MLflow is one of them. */
  public readonly requirements: string[];

  /** @throws ValidationError for an invalid version or requirement */
  constructor(props: ModelDependenciesProps) {
    const problems = new Problems("ModelDependencies");
    checkSettings(problems, DEPENDENCIES, props);
    problems.throwIfAny();
    const { mlflowVersion, pythonVersion = "3.11", requirements = [] } = props;
    this.mlflowVersion = mlflowVersion;
    this.pythonVersion = pythonVersion;
    const hasMlflow = requirements.some((each) => /^mlflow(?![\w-])/i.test(each));
    this.requirements = [...(hasMlflow ? [] : [`mlflow==${mlflowVersion}`]), ...requirements];
  }

  /** Whether MLflow is of this version or a newer one: `isSince(3, 7)`. */
  public isSince(major: number, minor: number): boolean {
    const [ownMajor = 0, ownMinor = 0] = this.mlflowVersion.split(".").map(Number);
    return ownMajor > major || (ownMajor === major && ownMinor >= minor);
  }
}
