/** Returns the path below the bucket. Throws if the key could turn into another one on its way. */
export function objectPath(key: string): string {
  return "/" + checkedKey(key).split("/").map(encodeURIComponent).join("/");
}

/**
 * Returns the key if every service stores it unchanged. The URL parser would resolve dot segments,
 * and XML cannot carry control characters.
 */
export function checkedKey(key: string): string {
  const segments = key.split("/");
  // deno-lint-ignore no-control-regex
  if (segments.some((segment) => /^\.{0,2}$|[\x00-\x1f\x7f]/.test(segment))) {
    throw new TypeError(`Not a storage key: ${JSON.stringify(key)}`);
  }
  return key;
}
