const TESTS = "tests";
/**
 * Tests that are slow, or need proxies, FFmpeg or the whole machine, run only by name. The crash
 * test is its own program. Tests in `tests/after` follow all others.
 */
const LEFT_OUT = [
  "tests/long",
  "tests/cluster",
  "tests/crash",
  "tests/proxy",
  "tests/media_tools",
  "tests/after",
];
/** The longest tests begin first, so that all cores are busy until the end. */
const LONGEST_FIRST = ["tests/lib", "tests/jobs"];

/** Returns all test files except those. */
export async function listTestFiles(): Promise<string[]> {
  const files = (await Array.fromAsync(filesIn(TESTS))).sort();
  const rank = (file: string) => {
    const place = LONGEST_FIRST.findIndex((path) => file.startsWith(path));
    return place === -1 ? LONGEST_FIRST.length : place;
  };
  return files.sort((one, other) => rank(one) - rank(other));
}

async function* filesIn(directory: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(directory)) {
    const path = `${directory}/${name}`;
    if (isDirectory && !LEFT_OUT.includes(path)) yield* filesIn(path);
    if (name.endsWith("_test.ts")) yield path;
  }
}
