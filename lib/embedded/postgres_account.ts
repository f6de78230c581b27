import { dirname, resolve } from "node:path";
import type { Log } from "../log/log.ts";

/** The output of a program (both streams), and whether it exited with 0. */
export interface ProgramResult {
  success: boolean;
  output: string;
}

/** Runs one of PostgreSQL's programs as the account that owns the data. Never throws. */
export type RunProgram = (
  program: string,
  args: readonly string[],
  input?: string,
) => Promise<ProgramResult>;

/** The account that PostgreSQL runs as; `uid` is null on Windows. */
export interface PostgresAccount {
  uid: number | null;
  gid: number | null;
  run: RunProgram;
}

// PostgreSQL refuses to run as root; 65534 is "nobody" on every Linux.
const NOBODY = 65534;
// The shell is the only program that we need permission to run. No account may both write a program
// and run it.
const SHELL = ["sh", "-c", 'exec "$0" "$@"'];
const DISGUISE = ["unshare", "--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];

/**
 * Creates a missing `dir` and chooses the account of the server: ours, or, if we are root, the
 * unprivileged owner of `dir`.
 */
export async function openAccount(dir: string, log?: Log): Promise<PostgresAccount> {
  const parent = dirname(resolve(dir));
  await Deno.mkdir(parent, { recursive: true });
  await Deno.mkdir(dir, { recursive: true, mode: 0o700 });
  const uid = Deno.uid();
  if (uid !== 0) return { uid, gid: Deno.gid(), run: (...call) => runProgram([], {}, ...call) };

  const owner = await unprivilegedOwner(dir);
  const plain: RunProgram = (...call) => runProgram([], owner, ...call);
  if (await canEnter(plain, parent)) {
    await giveAway(dir, owner);
    return { ...owner, run: plain };
  }
  // Only root may enter directories below /root. There the server is root, but sees itself as
  // another user.
  const disguised: RunProgram = (...call) => runProgram(DISGUISE, {}, ...call);
  if (await canEnter(disguised, parent)) {
    log?.warn("postgres runs as root in a user namespace, for no one else may enter", { dir });
    return { uid: 0, gid: 0, run: disguised };
  }
  throw new Error(
    `PostgreSQL refuses to run as root, and uid ${owner.uid}, which it runs as instead, ` +
      `cannot enter ${parent}: set DATA_DIR to a place such as /var/lib/tintype, or do not use root`,
  );
}

async function unprivilegedOwner(dir: string): Promise<{ uid: number; gid: number }> {
  const { uid, gid } = await Deno.stat(dir);
  return uid ? { uid, gid: gid ?? uid } : { uid: NOBODY, gid: NOBODY };
}

async function giveAway(dir: string, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  if ((await Deno.stat(dir)).uid === uid) return;
  const { success, output } = await runProgram([], {}, "chown", ["-hR", `${uid}:${gid}`, dir]);
  if (!success) throw new Error(`Cannot give ${dir} to uid ${uid} for PostgreSQL: ${output}`);
}

async function canEnter(run: RunProgram, dir: string): Promise<boolean> {
  return (await run("sh", ["-c", 'cd "$0"', dir])).success;
}

async function runProgram(
  wrapper: readonly string[],
  ids: { uid?: number; gid?: number },
  program: string,
  args: readonly string[],
  input?: string,
): Promise<ProgramResult> {
  const shell = Deno.build.os === "windows" ? [] : SHELL;
  const [first, ...rest] = [...shell, ...wrapper, program, ...args] as [string, ...string[]];
  try {
    const child = new Deno.Command(first, {
      args: rest,
      ...ids,
      ...surroundings(),
      stdin: input === undefined ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    if (input !== undefined) await write(child.stdin, input);
    const { success, stdout, stderr } = await child.output();
    const decoder = new TextDecoder();
    return { success, output: `${decoder.decode(stdout)}${decoder.decode(stderr)}`.trim() };
  } catch (error) {
    return { success: false, output: error instanceof Error ? error.message : String(error) };
  }
}

async function write(stdin: WritableStream<Uint8Array>, input: string): Promise<void> {
  const writer = stdin.getWriter();
  // A program that died early explains why on its own streams; the broken pipe adds nothing.
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
}

// The server gets neither our secrets nor stray PG* variables, nor a directory that it may not
// enter.
function surroundings(): Pick<Deno.CommandOptions, "clearEnv" | "env" | "cwd"> {
  if (Deno.build.os === "windows") return {};
  return { clearEnv: true, env: { LC_ALL: "C", PATH: "/usr/sbin:/usr/bin:/sbin:/bin" }, cwd: "/" };
}
