/**
 * One regular expression for many paths, without anchors; the part before `/mlflow/` is written once. A path field is one segment.
 * It is read by Go and by JavaScript alike.
 */
export function pathPattern(paths: string[]): string {
  const byVersion = new Map<string, string[]>();
  for (const path of paths) {
    const [, version = "", rest = ""] = /^\/api\/(\d+\.0)\/mlflow\/(.+)$/.exec(path) ?? [];
    const pattern = rest.replace(/\{\w+\}/g, "[^/]+");
    byVersion.set(version, [...(byVersion.get(version) ?? []), pattern]);
  }
  const versions = [...byVersion].map(
    ([version, patterns]) => `${version.replace(".", "\\.")}/mlflow/(?:${[...new Set(patterns)].sort().join("|")})`,
  );
  return `/api/(?:${versions.join("|")})`;
}
