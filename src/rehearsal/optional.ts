import { createRequire } from "node:module";

/** A package that this command needs and that is not installed. */
export class MissingPackage extends Error {
  constructor(name: string, install: string) {
    super(`The package ${name} is not installed. Run: npm install --save-dev ${install}`);
    this.name = "MissingPackage";
  }
}

/**
 * Loads an optional peer at first use.
 * @throws MissingPackage with the npm command that installs it
 */
export function loadOptional<T>(name: string, install: string): T {
  const load = createRequire(__filename);
  try {
    load.resolve(name);
  } catch {
    throw new MissingPackage(name, install);
  }
  return load(name) as T;
}
