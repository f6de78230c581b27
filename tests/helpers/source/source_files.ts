/** A TypeScript file of this project. */
export interface SourceFile {
  /** Its path from the project's folder, with `/` as separator. */
  path: string;
  text: string;
}

const ROOT = new URL("../../../", import.meta.url);

/** Returns all TypeScript files below the folders; `.` means the project's own folder. */
export async function readSources(...folders: string[]): Promise<SourceFile[]> {
  const found = await Promise.all(folders.map((folder) => readFolder(folder)));
  return found.flat();
}

async function readFolder(folder: string): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for await (const entry of Deno.readDir(new URL(`${folder}/`, ROOT))) {
    const path = folder === "." ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory && folder !== ".") files.push(...await readFolder(path));
    if (!entry.isFile || !entry.name.endsWith(".ts")) continue;
    files.push({ path, text: await Deno.readTextFile(new URL(path, ROOT)) });
  }
  return files.sort((a, b) => a.path < b.path ? -1 : 1);
}

/** Returns the imports of a file: paths from the project's folder, or names of packages. */
export function importsOf({ path, text }: SourceFile): string[] {
  const specifiers = [
    ...text.matchAll(/^(?:import|export)\b[^;"'=]*?\bfrom\s+["']([^"']+)["']/gm),
    ...text.matchAll(/^import\s+["']([^"']+)["']/gm),
    ...text.matchAll(/\bimport\(\s*["']([^"']+)["']/g),
  ].map((match) => match[1]!);
  return specifiers.map((specifier) =>
    specifier.startsWith(".") ? new URL(specifier, `file:///${path}`).pathname.slice(1) : specifier
  );
}

/** Returns the number of lines in a file. */
export function linesOf({ text }: SourceFile): number {
  return text.trimEnd().split("\n").length;
}
