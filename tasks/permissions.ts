import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CONFIG_NAMES, environmentOfProcess } from "../lib/config/mod.ts";
import { postgresPackageDir } from "../lib/embedded/postgres_binaries.ts";
import { say } from "./terminal.ts";

const APP = fileURLToPath(new URL("..", import.meta.url));
/** What drivers and their packages ask of the machine. */
const SYS = ["uid", "gid", "hostname", "networkInterfaces"];

/** How the embedded database server's process is looked at. */
const LOOKERS = ["ps", "readlink", "test"];

/** Prints the permissions of the program in production, as options of `deno run`. */
say((await permissionsOf(environmentOfProcess(), await cacheDir())).join(" "));

/** What the program may do: anything on the network, and no more of the machine than it needs. */
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

/** Where Deno keeps packages. */
async function cacheDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
