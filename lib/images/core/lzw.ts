/** The longest code of GIF, in bits. */
const CODE_BITS_MAX = 12;
const CODES_MAX = 1 << CODE_BITS_MAX;

/**
 * Unpacks the LZW of GIF (appendix F of GIF89a) or of TIFF (section 13 of TIFF 6.0) into at most
 * `most` bytes. Stops where the data ends or is invalid; all bytes before that are right.
 */
export function unpackLzw(
  packed: Uint8Array,
  { depth, most, isTiff = false }: { depth: number; most: number; isTiff?: boolean },
): Uint8Array {
  const result = new Uint8Array(most);
  if (depth >= CODE_BITS_MAX) return result.subarray(0, 0);
  const clear = 1 << depth;
  const early = isTiff ? 1 : 0;
  const prefixes = new Uint16Array(CODES_MAX);
  const lasts = new Uint8Array(CODES_MAX);
  const lengths = new Uint16Array(CODES_MAX).fill(1, 0, clear);
  for (let code = 0; code < clear; code++) lasts[code] = code;
  let [next, bits, previous, written] = [clear + 2, depth + 1, -1, 0];
  let [held, heldBits] = [0, 0];
  for (let at = 0; written < most;) {
    while (heldBits < bits && at < packed.length) {
      held = isTiff ? held << 8 | packed[at++]! : held | packed[at++]! << heldBits;
      heldBits += 8;
    }
    if (heldBits < bits) break;
    heldBits -= bits;
    const code = (isTiff ? held >> heldBits : held) & ((1 << bits) - 1);
    held = isTiff ? held & ((1 << heldBits) - 1) : held >>> bits;
    if (code === clear) {
      [next, bits, previous] = [clear + 2, depth + 1, -1];
      continue;
    }
    if (code === clear + 1 || code > next || previous === -1 && code > clear) break;
    // A code that is being defined stands for the last text plus its own first byte.
    const known = code === next ? previous : code;
    const length = lengths[known]! + (code === next ? 1 : 0);
    const start = written;
    written = Math.min(most, start + length);
    let rest = known;
    for (let to = start + lengths[known]! - 1; to >= start; to--, rest = prefixes[rest]!) {
      if (to < most) result[to] = lasts[rest]!;
    }
    const first = result[start]!;
    if (code === next && start + length <= most) result[start + length - 1] = first;
    if (previous !== -1 && next < CODES_MAX) {
      prefixes[next] = previous;
      lasts[next] = first;
      lengths[next] = lengths[previous]! + 1;
      // TIFF's codes grow one earlier than needed.
      if (++next + early === 1 << bits && bits < CODE_BITS_MAX) bits++;
    }
    previous = code;
  }
  return result.subarray(0, written);
}
