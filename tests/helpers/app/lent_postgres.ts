import { basename, join } from "node:path";

/** Lets a server on `dataDir` run the copy of PostgreSQL that `deno task test` made. */
export async function lendPostgres(dataDir: string): Promise<void> {
  const copy = Deno.env.get("TEST_POSTGRES_COPY");
  if (!copy) return;
  await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
  await Deno.symlink(copy, join(dataDir, basename(copy)));
}
