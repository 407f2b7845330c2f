/**
 * When the task that copies models runs. Each run copies every file again, and a versioned bucket keeps what is replaced; it also wakes
 * the warehouse, which is billed for at least a minute. Therefore schedule it rarely, and run it with EXECUTE TASK when a model is needed
 * at once.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-task
 */
export class CopySchedule {
  /** At an interval in minutes, 1 to 11520. */
  public static everyMinutes(minutes: number): CopySchedule {
    return new CopySchedule(minutes, undefined);
  }

  /** At the times of a cron expression with five fields and a time zone: `0 6 * * * Europe/Warsaw`. */
  public static cron(expression: string): CopySchedule {
    return new CopySchedule(undefined, expression);
  }

  /** Only when someone with the kedro role runs `EXECUTE TASK MLFLOW_COPY_MODELS`. */
  public static manual(): CopySchedule {
    return new CopySchedule(undefined, undefined);
  }

  /** Minutes between two runs. @default - not by interval */
  public readonly minutes?: number;
  /** Cron expression with its time zone. @default - not by cron */
  public readonly cronExpression?: string;

  private constructor(minutes: number | undefined, cronExpression: string | undefined) {
    this.minutes = minutes;
    this.cronExpression = cronExpression;
  }

  /** True for a task without a schedule. */
  public get isManual(): boolean {
    return this.minutes === undefined && this.cronExpression === undefined;
  }
}
