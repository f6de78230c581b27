/** The longest line, and the most lines, of a child process. */
const LINE_CHARACTERS_MAX = 10_000, LINES_MAX = 100_000;

/** Calls `take` with each line of a child's output. Throws if it writes without end. */
export async function readLines(
  output: ReadableStream<Uint8Array>,
  take: (line: string) => void,
): Promise<void> {
  let rest = "", count = 0;
  for await (const text of output.pipeThrough(new TextDecoderStream() as ReadableWritablePair)) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    count += lines.length;
    if (count > LINES_MAX || rest.length > LINE_CHARACTERS_MAX) {
      throw new Error("A child process writes without end");
    }
    lines.forEach(take);
  }
  if (rest) take(rest);
}
