import { join } from "node:path";
import type { PostgresAccount } from "./postgres_account.ts";
import type { PostgresBinaries } from "./postgres_binaries.ts";

/** The superuser and the database of an embedded server. */
export const POSTGRES_NAME = "tintype";

const SETTINGS_FILE = "tintype.conf";
const HALF_MADE = "cluster.half-";

/**
 * Creates the database cluster `dir/cluster` if it is missing, and returns its path. Without
 * `fsync`, a power failure soon afterwards may ruin it.
 */
export async function ensureCluster(
  dir: string,
  binaries: PostgresBinaries,
  account: PostgresAccount,
  fsync: boolean,
): Promise<string> {
  const cluster = join(dir, "cluster");
  if (await exists(join(cluster, "PG_VERSION"))) return cluster;

  await removeHalfMade(dir);
  const half = join(dir, `${HALF_MADE}${crypto.randomUUID()}`);
  const must = async (program: string, args: string[], input?: string) => {
    const { success, output } = await account.run(program, args, input);
    if (!success) throw new Error(`Cannot make a database cluster in ${dir}: ${output}`);
  };
  const host = Deno.build.os === "windows" ? "trust" : "reject";
  const access = ["-U", POSTGRES_NAME, "--auth-local=trust", `--auth-host=${host}`];
  const sync = fsync ? [] : ["--no-sync"];
  await must(binaries.initdb, ["-D", half, "-E", "UTF8", ...localeOptions(), ...access, ...sync]);
  const config = join(half, "postgresql.conf");
  await Deno.writeTextFile(config, `\ninclude_if_exists = '${SETTINGS_FILE}'\n`, { append: true });
  const options = ["-c", "exit_on_error=true", "-c", `fsync=${fsync}`];
  const single = ["--single", ...options, "-D", half, "postgres"];
  await must(binaries.postgres, single, `create database ${POSTGRES_NAME}\n`);
  // After a crash before this line, the final name does not exist.
  await Deno.rename(half, cluster);
  return cluster;
}

/** Writes our settings, which the server reads at its start. */
export async function writeSettings(
  cluster: string,
  settings: Readonly<Record<string, string | number | boolean>>,
): Promise<void> {
  const line = ([name, value]: [string, unknown]) =>
    `${name} = '${String(value).replaceAll("'", "''")}'\n`;
  const path = join(cluster, SETTINGS_FILE);
  await Deno.writeTextFile(path, Object.entries(settings).map(line).join(""), { mode: 0o644 });
}

// The built-in provider sorts alike on every platform; the C library has C.UTF-8 only on Linux.
function localeOptions(): string[] {
  const libc = Deno.build.os === "linux" ? "C.UTF-8" : "C";
  return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", `--locale=${libc}`];
}

async function removeHalfMade(dir: string): Promise<void> {
  for await (const entry of Deno.readDir(dir)) {
    if (entry.name.startsWith(HALF_MADE)) {
      await Deno.remove(join(dir, entry.name), { recursive: true });
    }
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
