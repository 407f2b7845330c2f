import type { ProjectEnvironments } from "./clouds";

/** Environments by name, each loaded when it is asked for. */
type Listed<Props> = Readonly<Record<string, () => Promise<Props>>>;

/** The environments of this project, by cloud and name. */
export type ListedEnvironments = {
  readonly [Cloud in keyof ProjectEnvironments]: Listed<NonNullable<ProjectEnvironments[Cloud]>[number]>;
};

/**
 * Loads the environment that is asked for, or all.
 * @param name of an environment. @default - all are loaded, as for a name that none has
 */
export async function loadEnvironments(listed: ListedEnvironments, name?: string): Promise<ProjectEnvironments> {
  const isListed = Object.values(listed).some((each) => Object.hasOwn(each, name ?? ""));
  const load = <Props extends { readonly name: string }>(each: Listed<Props> = {}): Promise<Props[]> =>
    Promise.all(
      Object.entries(each)
        .filter(([key]) => !isListed || key === name)
        .map(([, loadOne]) => loadOne()),
    );
  const [aws, azure, gcp] = await Promise.all([load(listed.aws), load(listed.azure), load(listed.gcp)]);
  return { aws, azure, gcp };
}
