import type { SqlPool } from "./sql.ts";

// The lock allows one migration at a time, from any instance. The number is arbitrary.
const MIGRATION_LOCK = 7_184_220_001;

/** Applies the missing migrations, each in its own transaction; returns their names. */
export async function migrate(sql: SqlPool, directory: URL = MIGRATIONS): Promise<string[]> {
  const files = (await Array.fromAsync(Deno.readDir(directory)))
    .map((entry) => entry.name)
    .filter((name) => /^\d{4}_.+\.sql$/.test(name))
    .sort();
  const applied: string[] = [];
  for (const name of files) {
    const text = await Deno.readTextFile(new URL(name, directory));
    if (await applyOnce(sql, name, text)) applied.push(name);
  }
  return applied;
}

const MIGRATIONS = new URL("../migrations/", import.meta.url);

function applyOnce(sql: SqlPool, name: string, text: string): Promise<boolean> {
  return sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`;
    await tx`
      create table if not exists migrations (
        name text primary key,
        applied_at timestamptz(3) not null default now()
      )`;
    const { count } = await tx`insert into migrations ${tx({ name })} on conflict do nothing`;
    if (count === 1) await tx.unsafe(text);
    return count === 1;
  });
}
