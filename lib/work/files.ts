const PIECE_BYTES = 1024 ** 2;

/** Writes pieces into a new file, or in place of an old one. Returns how many bytes they have. */
export async function writeFile(path: string, body: AsyncIterable<Uint8Array>): Promise<number> {
  using file = await Deno.open(path, { write: true, create: true, truncate: true, mode: 0o600 });
  let bytes = 0;
  for await (const piece of body) {
    for (let written = 0; written < piece.length;) {
      written += await file.write(piece.subarray(written));
    }
    bytes += piece.length;
  }
  return bytes;
}

/** Yields the bytes of a file in pieces. */
export async function* piecesOf(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  using file = await Deno.open(path);
  const piece = new Uint8Array(PIECE_BYTES);
  for (let read = await file.read(piece); read !== null; read = await file.read(piece)) {
    yield piece.slice(0, read);
  }
}
