import { once } from "../lib/once.ts";
import { endChild } from "../tasks/child.ts";
import { START } from "../tasks/start_command.ts";

/** A server that runs as a separate process. */
export interface Program extends AsyncDisposable {
  port: number;
  pid: number;
}

const STARTING_MS_MAX = 60_000;
const ASK_MS = 20;

/**
 * Starts a Deno program that listens on `PORT`, and waits until `path` returns 200. Baselines also
 * get the environment and flags of `deno task start`.
 */
export async function startProgram(
  script: string,
  path: string,
  options: { env?: Record<string, string>; args?: readonly string[] },
): Promise<Program> {
  const port = freePort();
  const { env = {}, args = [] } = options;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", ...START.v8Flags, new URL(script, import.meta.url).href, ...args],
    env: { ...START.env, ...env, PORT: String(port) },
    stdin: "null",
  }).spawn();
  const program = {
    port,
    pid: child.pid,
    [Symbol.asyncDispose]: once(async () => {
      endChild(child);
      await child.status;
    }),
  };
  let ended = false;
  child.status.then(() => ended = true);
  const givesUpAt = performance.now() + STARTING_MS_MAX;
  while (!await answers(`http://127.0.0.1:${port}${path}`)) {
    if (ended || performance.now() > givesUpAt) {
      await program[Symbol.asyncDispose]();
      throw new Error(`${script} does not start`);
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
  return program;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch (error) {
    if (error instanceof TypeError) return false; // nobody listens yet
    throw error;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}
