/** Parts of an H.264 picture, by their types. */
const IDR = 5, MESSAGES = 6;

/** Whether decoding can begin at this picture, which has a length before each of its parts. */
export function startsDecoding(data: Uint8Array, lengthSize: number): boolean {
  return [...unitsOf(data, lengthSize)].some((unit) => typeOf(unit) === IDR);
}

/**
 * Returns the picture without messages (SEI). Cameras write places and times there, and no browser
 * needs them.
 */
export function withoutMessages(data: Uint8Array, lengthSize: number): Uint8Array {
  const units = [...unitsOf(data, lengthSize)];
  const kept = units.filter((unit) => typeOf(unit) !== MESSAGES);
  if (kept.length === units.length) return data;
  const bytes = new Uint8Array(kept.reduce((sum, unit) => sum + lengthSize + unit.length, 0));
  let at = 0;
  for (const unit of kept) {
    for (let place = lengthSize - 1, rest = unit.length; place >= 0; place--, rest >>>= 8) {
      bytes[at + place] = rest & 255;
    }
    bytes.set(unit, at + lengthSize);
    at += lengthSize + unit.length;
  }
  return bytes;
}

/** A hostile picture of empty parts only yields as many as it has bytes for their lengths. */
function* unitsOf(data: Uint8Array, lengthSize: number): Generator<Uint8Array> {
  for (let at = 0; at + lengthSize <= data.length;) {
    let length = 0;
    for (let place = 0; place < lengthSize; place++) length = length * 256 + data[at + place]!;
    at += lengthSize;
    yield data.subarray(at, at + length);
    at += length;
  }
}

function typeOf(unit: Uint8Array): number {
  return (unit[0] ?? 0) & 31;
}
