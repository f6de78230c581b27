import { join } from "node:path";

/** What a server wrote into `postmaster.pid`; it is `ready` once it takes connections. */
export interface Postmaster {
  pid: number;
  port: number;
  socketDir: string;
  ready: boolean;
}

const POLL_MS = 50;
const STARTING_MS_MAX = 60_000;

/** The server running on `cluster`, or null; a file left by a dead server does not count. */
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
 * A pid that some other program has by now, as after the restart of a container, or that nobody
 * buried, would stop every new server. Our own pid does not, for a server's grandparent cannot be a
 * server, and the rest of the file still lets PostgreSQL see whether anything of the old one lives.
 */
async function disown(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(path, text.replace(/^.*/, String(Deno.pid)));
}

/** Like {@link findPostmaster}, but first waits for a server that is just starting or stopping. */
export async function settledPostmaster(cluster: string): Promise<Postmaster | null> {
  const deadline = Date.now() + STARTING_MS_MAX;
  while (true) {
    const server = await findPostmaster(cluster);
    if (server === null || server.ready) return server;
    if (Date.now() > deadline) {
      throw new Error(`The server on ${cluster} (pid ${server.pid}) does not become ready`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
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

/** A server's working directory is its cluster. Null for a process that is gone or not ours. */
async function workingDirectory(pid: number): Promise<string | null> {
  const { success, text } = await ask("readlink", [`/proc/${pid}/cwd`]);
  return success ? text : null;
}

// Deno lets only those read /proc themselves who may do everything.
async function ask(program: string, args: string[]): Promise<{ success: boolean; text: string }> {
  const { success, stdout } = await new Deno.Command(program, { args, stderr: "null" }).output();
  return { success, text: new TextDecoder().decode(stdout).trim() };
}

async function commandLine(pid: number): Promise<string> {
  const [program, ...args] = Deno.build.os === "windows"
    ? ["tasklist", "/NH", "/FO", "CSV", "/FI", `PID eq ${pid}`]
    : ["ps", "-p", String(pid), "-o", "command="];
  const { text } = await ask(program!, args);
  // tasklist says in the user's language that there is none; a row of its table begins with a quote.
  return Deno.build.os === "windows" && !text.startsWith('"') ? "" : text;
}
