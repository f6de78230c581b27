/** The bytes of a UUID. */
export const UUID_BYTES = 16;

/** Returns the bytes of a UUID. */
export function bytesOfUuid(id: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromHex(id.replaceAll("-", ""));
}

/** Returns the UUID of 16 bytes. */
export function uuidOfBytes(bytes: Uint8Array): string {
  return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
