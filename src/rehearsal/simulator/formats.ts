import { isIP } from "node:net";

/** Forms of text that several providers check. */
export type Format = "json" | "base64" | "ip" | "cidr";

const FORMATS: Readonly<Record<Format, (text: string) => boolean>> = {
  json: isJson,
  base64: (text) => Buffer.from(text, "base64").toString("base64") === text,
  ip: (text) => isIP(text) !== 0,
  cidr: isCidr,
};

export function hasFormat(format: Format, text: string): boolean {
  return FORMATS[format](text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isCidr(text: string): boolean {
  const [, address = "", bits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128);
}
