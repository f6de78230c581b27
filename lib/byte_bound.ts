/** Bytes that a cache needs for an entry, beside its key and its value. */
const ENTRY_BYTES = 120;
/** Levels that an estimate looks into: an object, its lists and their elements. */
const DEPTH = 3;

/**
 * Returns options of an `LRUCache` that bound it to about `maxBytes`; `bytesOf` estimates a value.
 */
export function byteBound<V extends object>(
  maxBytes: number,
  bytesOf: (value: V) => number = roughBytes,
): { maxSize: number; sizeCalculation: (value: V, key: string) => number } {
  return {
    maxSize: Math.floor(maxBytes),
    sizeCalculation: (value, key) => ENTRY_BYTES + key.length + bytesOf(value),
  };
}

/** Estimates the bytes of a value. To be quick, it measures only the first element of a list. */
export function roughBytes(value: unknown, depth = DEPTH): number {
  if (typeof value === "string") return 16 + 2 * value.length;
  if (typeof value !== "object" || value === null) return 8;
  if (ArrayBuffer.isView(value)) return 64 + value.byteLength;
  if (depth === 0) return 64;
  if (Array.isArray(value)) {
    return value.length === 0 ? 16 : 16 + value.length * (8 + roughBytes(value[0], depth - 1));
  }
  if (value instanceof Set || value instanceof Map) {
    if (value.size === 0) return 64;
    const [first] = value;
    return 64 + value.size * (32 + roughBytes(first, depth - 1));
  }
  let bytes = 32;
  for (const name in value) bytes += 8 + roughBytes((value as never)[name], depth - 1);
  return bytes;
}
