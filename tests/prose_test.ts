import { assertEquals } from "@std/assert";
import { type Sentence, sentencesOf, testNamesOf, wordsIn } from "./helpers/source/prose.ts";
import { readSources, type SourceFile } from "./helpers/source/source_files.ts";

/** Paths whose prose is still poor. Cleaned ones leave; a folder may be split into what is left. */
const TO_REWRITE: string[] = [];
const FOLDERS = [
  "actors",
  "bench",
  "context",
  "db",
  "domain",
  "jobs",
  "lib",
  "reads",
  "routes",
  "tasks",
  "tests",
  ".",
];
/** A sentence opens with its subject or its verb. A question may open with its question word. */
const POOR_OPENING =
  /^(?:(?:about|as|at|by|for|from|of|on|to|until|with|without) )?(?:answers|what|who|whom|whose|who(?:m|se)?ever|whatever|whichever)\b(?!.*\?$)/i;
/** Words that the glossary in `CONTRIBUTING.md` has replaced, and words that hide the subject. */
const OLD_WORDS =
  /\b(?:ears|deaf|couriers?|touche[sd]|doubted|tellable|doings|deeds|at hand|is noted|who(?:m|se)?ever)\b/i;
const WORDS_MAX = 25;

Deno.test("comments are read as sentences, the names of tests as they are", () => {
  const file = {
    path: "a.ts",
    text: `/**
 * Takes a row. It may
 * wait:
 *
 * - for a lock
 */
take(); // see \`wait\`
Deno.test("a name", fn);`,
  };
  assertEquals(sentencesOf(file).map(({ text, line }) => `${line} ${text}`), [
    "1 Takes a row.",
    "1 It may wait:",
    "1 for a lock",
    "7 see `wait`",
  ]);
  assertEquals(testNamesOf(file).map(({ text }) => text), ["a name"]);
});

Deno.test("a sentence opens with its subject or its verb", async () => {
  assertEquals(await faults([sentencesOf, testNamesOf], (text) => POOR_OPENING.test(text)), []);
});

Deno.test("comments and names of tests use the words of the glossary", async () => {
  assertEquals(await faults([sentencesOf, testNamesOf], (text) => OLD_WORDS.test(text)), []);
});

Deno.test("a sentence of a comment has at most 25 words", async () => {
  assertEquals(await faults([sentencesOf], (text) => wordsIn(text) > WORDS_MAX), []);
});

async function faults(
  readers: ((file: SourceFile) => Sentence[])[],
  isFaulty: (text: string) => boolean,
): Promise<string[]> {
  const files = (await readSources(...FOLDERS))
    .filter(({ path }) => !TO_REWRITE.some((poor) => path.startsWith(poor)));
  return files.flatMap((file) =>
    readers.flatMap((read) => read(file)).filter(({ text }) => isFaulty(text))
      .map(({ text, line }) => `${file.path}:${line}: ${text}`)
  );
}
