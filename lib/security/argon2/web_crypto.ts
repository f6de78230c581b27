import { type Derive, HASH_BYTES, type PasswordCost } from "./derive.ts";

/** The parameters of a WebCrypto algorithm that TypeScript does not know yet. */
interface Argon2idParams extends Algorithm, PasswordCost {
  nonce: Uint8Array<ArrayBuffer>;
}

/** Argon2id of WebCrypto. Rejects where WebCrypto lacks it. */
export const deriveByWebCrypto: Derive = async (password, nonce, cost) => {
  const text = new TextEncoder().encode(password);
  // This algorithm has its own key format, so that a raw AES key never passes for a password.
  const format = "raw-secret" as "raw";
  const key = await crypto.subtle.importKey(format, text, "Argon2id", false, ["deriveBits"]);
  const params: Argon2idParams = { name: "Argon2id", nonce, ...cost };
  return new Uint8Array(await crypto.subtle.deriveBits(params, key, 8 * HASH_BYTES));
};
