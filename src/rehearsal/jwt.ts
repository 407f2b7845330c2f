import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import { loadOptional } from "../core/optional-packages";

/** The package that signs and verifies tokens, loaded at first use. */
export const jose = () => loadOptional<typeof import("jose")>("jose");

/** A pair of keys with its id. */
export interface SigningKeys {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** New keys: whatever they sign is trusted only where they are known. */
export function newKeys(): SigningKeys {
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const id = createHash("sha1")
    .update(pair.publicKey.export({ type: "spki", format: "der" }))
    .digest("base64url");
  return { id, ...pair };
}

/** How a token differs from one that its issuer makes. */
export type TokenDefect = "unsigned" | "expired" | "foreign key";

let foreign: SigningKeys | undefined;

/** A token of an hour with these claims, besides those of time. */
export async function signToken(
  claims: Readonly<Record<string, string>>,
  keys: () => SigningKeys,
  defect?: TokenDefect,
): Promise<string> {
  const { SignJWT, UnsecuredJWT } = jose();
  const now = Math.floor(Date.now() / 1000) - (defect === "expired" ? 7_200 : 0);
  const payload = { ...claims, iat: now, nbf: now, exp: now + 3_600 };
  if (defect === "unsigned") return new UnsecuredJWT(payload).encode();
  const { id, privateKey } = defect === "foreign key" ? (foreign ??= newKeys()) : keys();
  return new SignJWT(payload).setProtectedHeader({ alg: "RS256", typ: "JWT", kid: id }).sign(privateKey);
}
