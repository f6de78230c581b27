import { join } from "node:path";
import { delay } from "../delay.ts";

/**
 * The contents of a server's `postmaster.pid`. The server is `ready` once it accepts connections.
 */
export interface Postmaster {
  pid: number;
  port: number;
  socketDir: string;
  ready: boolean;
}

const POLL_MS = 50;
const STARTING_MS_MAX = 60_000;

/** Returns the server that runs on `cluster`, or null. A dead server's file does not count. */
export async function findPostmaster(cluster: string): Promise<Postmaster | null> {
  const path = join(cluster, "postmaster.pid");
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  const [pid, _dir, _startedAt, port, socketDir = "", _host, _memory, status = ""] = text.split(
    "\n",
  );
  if (await isServer(Number(pid), cluster)) {
    const ready = status.trim() === "ready";
    return { pid: Number(pid), port: Number(port), socketDir, ready };
  }
  if (await isAlive(Number(pid))) await disown(path, text);
  return null;
}

/**
 * Replaces a dead server's pid by ours. A program that has the same pid, as after the restart of a
 * container, or a zombie process would block every new server. Our pid does not: PostgreSQL knows
 * that its grandparent is no server. The rest of the file still shows PostgreSQL whether parts of
 * the old server live.
 */
async function disown(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(path, text.replace(/^.*/, String(Deno.pid)));
}

/** Like {@link findPostmaster}, but first waits for a server that is starting or stopping. */
export async function settledPostmaster(cluster: string): Promise<Postmaster | null> {
  const deadline = Date.now() + STARTING_MS_MAX;
  while (true) {
    const server = await findPostmaster(cluster);
    if (server === null || server.ready) return server;
    if (Date.now() > deadline) {
      throw new Error(`The server on ${cluster} (pid ${server.pid}) does not become ready`);
    }
    await delay(POLL_MS);
  }
}

async function isServer(pid: number, cluster: string): Promise<boolean> {
  if (Deno.build.os === "linux") return await workingDirectory(pid) === cluster;
  const command = await commandLine(pid);
  const names = Deno.build.os === "windows" ? ["postgres"] : ["postgres", cluster];
  return names.every((name) => command.includes(name));
}

async function isAlive(pid: number): Promise<boolean> {
  if (Deno.build.os !== "linux") return await commandLine(pid) !== "";
  return (await ask("test", ["-d", `/proc/${pid}`])).success;
}

/**
 * Returns the working directory of a process; a server's is its cluster. Null for a process that is
 * gone or not ours.
 */
async function workingDirectory(pid: number): Promise<string | null> {
  const { success, text } = await ask("readlink", [`/proc/${pid}/cwd`]);
  return success ? text : null;
}

// Deno itself reads /proc only with all permissions.
async function ask(program: string, args: string[]): Promise<{ success: boolean; text: string }> {
  const { success, stdout } = await new Deno.Command(program, { args, stderr: "null" }).output();
  return { success, text: new TextDecoder().decode(stdout).trim() };
}

async function commandLine(pid: number): Promise<string> {
  const [program, ...args] = Deno.build.os === "windows"
    ? ["tasklist", "/NH", "/FO", "CSV", "/FI", `PID eq ${pid}`]
    : ["ps", "-p", String(pid), "-o", "command="];
  const { text } = await ask(program!, args);
  // Without a match, tasklist prints a sentence in the user's language. Table rows begin with a
  // quote.
  return Deno.build.os === "windows" && !text.startsWith('"') ? "" : text;
}
