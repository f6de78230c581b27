import type { Bytes } from "../core/cursor.ts";
import { ImageWorkerDied } from "../core/errors.ts";
import { encodeFrame, type Frame, frameReader } from "../core/frames.ts";
import { watchMemory } from "./memory_watch.ts";
import type { OpenSandbox } from "./sandbox.ts";

/** Memory that Deno itself maps before the first picture: heap cages, thread stacks. */
const RUNTIME_BYTES = 768 << 20;

/**
 * Limits writable memory with `RLIMIT_DATA`: V8 reserves address space by the terabyte, so that
 * cannot be limited. Passes on only the variables with which Deno finds modules.
 */
const CONFINE = `
  ulimit -c 0 2>/dev/null; ulimit -d "$1" 2>/dev/null; shift
  for name in PATH HOME DENO_DIR XDG_CACHE_HOME NPM_CONFIG_REGISTRY DENO_CERT DENO_TLS_CA_STORE \\
    HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy; do
    eval "value=\\$$name"
    [ -n "$value" ] && set -- "$name=$value" "$@"
  done
  exec env -i "$@"`;

/** Starts a sandbox in its own process, with a memory limit and, once it runs, no permissions. */
export const openProcess: OpenSandbox = ({ memoryBytes }) => {
  const child = spawn(memoryBytes);
  const input = child.stdin.getWriter();
  const output = child.stdout.getReader();
  const next = frameReader(output);
  let ended: string | null = null;
  const exited = child.status.then(({ code, signal }) => {
    ended ??= `The image process ended by itself (${signal ?? `code ${code}`})`;
  });
  child.unref();

  const end = async (reason: string): Promise<void> => {
    ended ??= reason;
    try {
      child.ref();
      child.kill("SIGKILL");
    } catch {
      // It has already ended.
    }
    await exited;
    await Promise.allSettled([input.abort(), output.cancel()]);
  };

  const exchange = async (bytes: Uint8Array): Promise<Frame> => {
    // If it is gone, writing fails first; the read then meets the end and reports why.
    await send({ head: null, files: [bytes as Bytes] }).catch(() => {});
    const reply = await next().catch((error) => end(`The image process sent nonsense: ${error}`));
    if (reply) return reply;
    await exited;
    throw new ImageWorkerDied(ended!);
  };
  const send = async (frame: Frame): Promise<void> => {
    for (const part of encodeFrame(frame)) await input.write(part);
  };

  return {
    alive: () => ended === null,
    end,
    render: async (bytes) => {
      if (ended !== null) throw new ImageWorkerDied(ended);
      child.ref();
      await using _watch = watchMemory(child.pid, memoryBytes, () => {
        end("The picture took too much memory");
      });
      return await exchange(bytes).finally(() => child.unref());
    },
  };
};

function spawn(memoryBytes: number): Deno.ChildProcess {
  const program = new URL("./process_main.ts", import.meta.url).href;
  const deno = [
    ...[Deno.execPath(), "run", "--quiet", "--no-prompt", "--no-remote", "--no-check"],
    // Reading and loading end before the first picture: see `dropPermissions`.
    ...["--allow-read", "--allow-ffi", "--allow-env=IMAGESCRIPT_WASM_SIMD"],
    ...["--v8-flags=--expose-gc", program],
  ];
  const kibibytes = Math.ceil((memoryBytes + RUNTIME_BYTES) / 1024);
  const [command, ...args] = Deno.build.os === "windows"
    ? deno
    : ["sh", "-c", CONFINE, "sh", String(kibibytes), ...deno];
  return new Deno.Command(command!, { args, stdin: "piped", stdout: "piped", stderr: "null" })
    .spawn();
}
