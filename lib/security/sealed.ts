import { createHash } from "node:crypto";

type Bytes = Uint8Array<ArrayBuffer>;

const IV_BYTES = 12;

/** Returns the SHA-256 of the data. */
export function sha256(data: string | Uint8Array): Bytes {
  return new Uint8Array(createHash("sha256").update(data).digest());
}

/** Encrypts text (AES-256-GCM). Decryption needs both the key and the context. */
export async function seal(key: Bytes, context: string, text: string): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const algorithm = { name: "AES-GCM", iv };
  const sealed = await crypto.subtle.encrypt(
    algorithm,
    await contextKey(key, context, "encrypt"),
    new TextEncoder().encode(text),
  );
  const bytes = new Uint8Array(IV_BYTES + sealed.byteLength);
  bytes.set(iv);
  bytes.set(new Uint8Array(sealed), IV_BYTES);
  return bytes;
}

/** Decrypts a sealed text. Throws if the key or the context differs. */
export async function unseal(key: Bytes, context: string, sealed: Uint8Array): Promise<string> {
  const bytes = new Uint8Array(sealed);
  const algorithm = { name: "AES-GCM", iv: bytes.subarray(0, IV_BYTES) };
  const text = await crypto.subtle.decrypt(
    algorithm,
    await contextKey(key, context, "decrypt"),
    bytes.subarray(IV_BYTES),
  );
  return new TextDecoder().decode(text);
}

async function contextKey(key: Bytes, context: string, use: "encrypt" | "decrypt") {
  const bits = sha256(new Uint8Array([...key, ...sha256(context)]));
  return await crypto.subtle.importKey("raw", bits, "AES-GCM", false, [use]);
}
