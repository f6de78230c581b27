import postgres from "postgres";
import { join } from "node:path";

/** The result of a statement that a test has run. */
export interface Result {
  /** The texts between its parameters, which identify the statement in the source. */
  template: readonly string[];
  columns: readonly Column[];
}

/** A column of a result: its name in TypeScript and the OID of its type. */
export interface Column {
  name: string;
  type: number;
}

/** A query of the driver (postgres.js, query.js). */
interface Query extends Promise<unknown> {
  strings: readonly string[];
  tagged: boolean;
  executed: boolean;
  statement: { columns: readonly Column[] | null } | null;
  resolve(result: unknown): void;
  handle(): Promise<void>;
}

/** Writes the columns of all results of this process into a file in this folder, each once. */
export function recordColumns(folder: string): void {
  const path = join(folder, `${Deno.pid}`);
  const recorded = new Set<string>();
  const record = ({ strings: template, statement }: Query) => {
    if (!statement?.columns?.length) return;
    const columns = statement.columns.map(({ name, type }) => ({ name, type }));
    const line = JSON.stringify({ template, columns } satisfies Result);
    if (recorded.has(line)) return;
    recorded.add(line);
    Deno.writeTextFileSync(path, `${line}\n`, { append: true });
  };
  const query: Query = Object.getPrototypeOf(postgres()``);
  const { handle } = query;
  query.handle = function (this: Query) {
    const { resolve } = this;
    if (this.tagged && !this.executed) {
      this.resolve = (result) => {
        record(this);
        resolve(result);
      };
    }
    return handle.call(this);
  };
}

/** Reads what all processes have recorded in a folder. */
export async function readResults(folder: string): Promise<Result[]> {
  const files = await Array.fromAsync(Deno.readDir(folder));
  const texts = await Promise.all(files.map(({ name }) => Deno.readTextFile(join(folder, name))));
  const lines = new Set(texts.flatMap((text) => text.trimEnd().split("\n")));
  return Array.from(lines, (line) => JSON.parse(line));
}
