import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CONFIG_NAMES, environmentOfProcess } from "../lib/config/mod.ts";
import { postgresPackageDir } from "../lib/embedded/postgres_binaries.ts";
import { say } from "./terminal.ts";

const APP = fileURLToPath(new URL("..", import.meta.url));
/** System information that drivers and their packages read. */
const SYS = ["uid", "gid", "hostname", "networkInterfaces"];

/** Programs that inspect the process of the embedded database server. */
const LOOKERS = ["ps", "readlink", "test"];

/** Prints the program's permissions in production, as options of `deno run`. */
say((await permissionsOf(environmentOfProcess(), await cacheDir())).join(" "));

/**
 * Returns the permissions: anything on the network, and only the necessary parts of the machine.
 */
async function permissionsOf(env: Record<string, string>, cache: string): Promise<string[]> {
  const dataDir = resolve(env.DATA_DIR || ".data");
  const isEmbedding = !env.DATABASE_URL;
  return [
    "--no-prompt",
    "--allow-net",
    `--allow-env=${CONFIG_NAMES.join(",")}`,
    "--ignore-env",
    `--allow-read=${[APP, dataDir, cache, "/dev/null"].join(",")}`,
    `--allow-write=${[dataDir, ...isEmbedding ? [await postgresPackageDir()] : []].join(",")}`,
    `--allow-run=${["sh", ...isEmbedding ? LOOKERS : []].join(",")}`,
    `--allow-sys=${SYS.join(",")}`,
  ];
}

/** Returns the folder where Deno stores packages. */
async function cacheDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
