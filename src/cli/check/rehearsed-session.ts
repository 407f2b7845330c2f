import { SqlError, type ExternalFunctionRuntime, type StageRuntime } from "../../rehearsal/snowflake";
import { StatementError, type Row, type SqlSession } from "./session";

type Handler = (match: RegExpExecArray, binds: readonly (string | number)[]) => Promise<Row[]> | Row[];

/** The statements of `mlops check` over a rehearsal: its functions are called and its stage is listed as Snowflake would. */
export class RehearsedSession implements SqlSession {
  private role: string;
  private readonly statements: readonly (readonly [RegExp, Handler])[] = [
    [/^(?:USE WAREHOUSE|USE SECONDARY ROLES|ALTER SESSION) /, () => []],
    [/^SELECT CURRENT_ROLE\(\) AS ROLE$/, () => [{ ROLE: this.role }]],
    [/^USE ROLE (.+)$/, ([, role = ""]) => this.useRole(role)],
    [/^SHOW USER FUNCTIONS LIKE '(.+)' IN SCHEMA .+$/, ([, name = ""]) => this.show(name)],
    [/^SELECT (\S+)\([?, ]*\) AS RESULT$/, ([, name = ""], binds) => this.select(name, binds)],
    [/^LIST @(.+)$/, ([, stage = ""]) => this.list(stage)],
  ];

  /** @param owner the role that Terraform ran with */
  constructor(
    private readonly functions: ExternalFunctionRuntime,
    private readonly stages: StageRuntime,
    private readonly owner = "ACCOUNTADMIN",
  ) {
    this.role = owner;
  }

  public async execute(sql: string, binds: readonly (string | number)[] = []): Promise<Row[]> {
    for (const [pattern, handle] of this.statements) {
      const match = pattern.exec(sql);
      if (match !== null) return handle(match, binds);
    }
    throw new Error(`a rehearsal does not know the statement ${sql}`);
  }

  public async close(): Promise<void> {
    // A rehearsal keeps no session open.
  }

  private useRole(role: string): Row[] {
    this.role = role;
    return [];
  }

  /** Only the owner sees functions that are granted to nobody. */
  private show(name: string): Row[] {
    if (this.role !== this.owner) return [];
    return this.functions
      .functions()
      .filter((each) => each === name)
      .map((each) => ({ name: each }));
  }

  private async select(name: string, binds: readonly (string | number)[]): Promise<Row[]> {
    const call = await this.functions.call(name, binds, { role: this.role });
    if (call.error !== undefined) throw new StatementError(call.error);
    return [{ RESULT: call.result }];
  }

  private list(stage: string): Row[] {
    try {
      this.stages.list(stage, this.role);
      return [];
    } catch (error) {
      if (error instanceof SqlError) throw new StatementError(error.message);
      throw error;
    }
  }
}
