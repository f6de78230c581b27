/** A sample of a guide that can run, and the text that it prints. */
export interface Sample {
  code: string;
  /** With `…` for any text; null if the guide shows no output. */
  prints: string | null;
}

/** The samples of one page in one language, which run one after the other. */
export interface Program {
  language: Language;
  samples: Sample[];
}

/** The languages of samples that run, in the order in which they run. */
const LANGUAGES = ["sh", "ts"] as const;
type Language = (typeof LANGUAGES)[number];

/** The line after the output of a sample. */
const END = "--- end of a sample ---";

/** Returns the programs of a page: first its shell, then its TypeScript. */
export function programsIn(markdown: string): Program[] {
  const blocks = [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .map(([, language = "", code = ""]) => ({ language, code }));
  return LANGUAGES.flatMap((language) => {
    const samples = blocks.flatMap((block, at) => {
      if (block.language !== language) return [];
      const next = blocks[at + 1];
      return [{ code: block.code, prints: next?.language === "text" ? next.code : null }];
    });
    return samples.length === 0 ? [] : [{ language, samples }];
  });
}

/** Returns the program as a file, which marks the end of the output of each sample. */
export function fileOf({ language, samples }: Program): string {
  const mark = language === "sh" ? `echo; echo "${END}"` : `console.log("\\n${END}");`;
  const start = language === "sh" ? "set -u\n" : "";
  return start + samples.map(({ code }) => `${code}${mark}\n`).join("");
}

/** Returns the faults in the output of a program: samples that print another text. */
export function faultsIn({ samples }: Program, output: string): string[] {
  const printed = output.split(`\n${END}\n`);
  return samples.flatMap(({ code, prints }, at) => {
    const text = printed[at];
    if (text === undefined) return [`No output of\n${code}`];
    if (prints === null || isLike(text, prints)) return [];
    return [`It printed\n${text}\nand not\n${prints}`];
  });
}

/** Whether a text is like a pattern, in which `…` is any text. Blanks do not count. */
function isLike(text: string, pattern: string): boolean {
  const parts = pattern.replace(/\s+/g, "").split("…").map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join(".*")}$`).test(text.replace(/\s+/g, ""));
}
