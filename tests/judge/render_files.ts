/**
 * Makes the variants of all files of a folder, as the program does:
 * `deno run -A tests/judge/render_files.ts FILES RESULTS`. Writes the variants of a file into a
 * folder with its name, and `result.json`: the variants, or the reason of a refusal.
 */
import { type ImageProcessor, openImageProcessor, UNKNOWN_TYPE } from "../../lib/images/mod.ts";

const WORKERS = 2;

if (import.meta.main) {
  const [files, results] = Deno.args as [string, string];
  const names = [...Deno.readDirSync(files)].map(({ name }) => name).toSorted();
  await using processor = openImageProcessor({ workers: WORKERS, deadlineMs: 60_000 });
  const renderNext = async (): Promise<void> => {
    for (let name = names.pop(); name; name = names.pop()) {
      await Deno.mkdir(`${results}/${name}`);
      const result = await renderFile(processor, `${files}/${name}`, `${results}/${name}`);
      await Deno.writeTextFile(`${results}/${name}/result.json`, JSON.stringify(result));
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, renderNext));
}

async function renderFile(
  processor: ImageProcessor,
  path: string,
  folder: string,
): Promise<unknown> {
  const bytes = await Deno.readFile(path);
  try {
    const { variants, ...made } = await processor.process(bytes, { declaredType: UNKNOWN_TYPE });
    for (const [index, { bytes }] of variants.entries()) {
      await Deno.writeFile(`${folder}/${index}`, bytes);
    }
    const listed = variants.map(({ bytes: _, ...variant }, index) => ({
      ...variant,
      file: `${index}`,
    }));
    return { ...made, variants: listed };
  } catch (error) {
    return { refused: String(error) };
  }
}
