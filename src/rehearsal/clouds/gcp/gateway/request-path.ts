const UNRESERVED = /%([0-9a-f]{2})/gi;

/**
 * A path as ESPv2 matches and forwards it: escapes of letters, digits and `-._~` decoded, dot segments resolved, slashes merged. An escaped
 * slash stays. Not verified: that the managed gateway keeps these defaults.
 * @see https://cloud.google.com/endpoints/docs/openapi/specify-esp-v2-startup-options
 */
export function normalPath(path: string): string {
  const decoded = path.replace(UNRESERVED, (escape, hex: string) => {
    const character = String.fromCharCode(parseInt(hex, 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : escape;
  });
  const segments: string[] = [];
  for (const segment of decoded
    .replace(/\/{2,}/g, "/")
    .split("/")
    .slice(1)) {
    if (segment === "..") segments.pop();
    else if (segment !== ".") segments.push(segment);
  }
  return `/${segments.join("/")}${/\/\.{1,2}$/.test(decoded) && segments.length > 0 ? "/" : ""}`;
}
