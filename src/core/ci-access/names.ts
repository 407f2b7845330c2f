/** Whether a name would stand for several. */
export function hasWildcard(name: unknown): boolean {
  return /[*?]/.test(String(name));
}

/** The name of a branch, without `refs/heads/`. */
export const BRANCH_NAME = /^[A-Za-z0-9_./-]+$/;
