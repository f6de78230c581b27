/** The numbers of a JUnit report of `deno test`, and the tests that failed. */
export interface TestReport {
  passed: number;
  failed: number;
  /** The names of failed tests, without those of their steps. */
  failedTests: string[];
}

const ENTITIES: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
};

/** Reads a report. A file without one, as of modules that do not compile, has no tests. */
export async function readReport(path: string): Promise<TestReport> {
  const text = await Deno.readTextFile(path).catch(() => "");
  const totals = /<testsuites [^>]*>/.exec(text)?.[0] ?? "";
  const number = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(totals)?.[1] ?? 0);
  const failed = number("failures") + number("errors");
  const skipped = text.match(/<skipped\b/g)?.length ?? 0;
  return {
    passed: number("tests") - failed - skipped,
    failed,
    failedTests: [...new Set(failedNames(text))],
  };
}

function* failedNames(text: string): Generator<string> {
  for (const testCase of text.split("<testcase ").slice(1)) {
    if (!/<(failure|error)\b/.test(testCase)) continue;
    const name = /^name="([^"]*)"/.exec(testCase)?.[1] ?? "";
    const isStep = name.includes(" &gt; ");
    if (!isStep) yield name.replace(/&(amp|lt|gt|quot|apos);/g, (entity) => ENTITIES[entity]!);
  }
}

/** Returns the argument of `deno test` that runs exactly the tests of these names. */
export function filterOf(names: readonly string[]): string {
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  return `--filter=/^(${escaped.join("|")})$/`;
}
