import type { Bytes } from "../core/cursor.ts";
import type { PictureEdit } from "../core/edit.ts";
import { ImageWorkerDied } from "../core/errors.ts";
import { encodeFrame, type Frame, frameReader } from "../core/frames.ts";
import { spawnConfined } from "../../sandbox/confined_deno.ts";
import { watchMemory } from "../../sandbox/memory_watch.ts";
import type { OpenSandbox, SandboxOptions } from "./sandbox.ts";

/** Starts a sandbox in its own process, with a memory limit and, once it runs, no permissions. */
export const openProcess: OpenSandbox = (options) => {
  const { memoryBytes } = options;
  const child = spawn(options);
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

  const exchange = async (bytes: Uint8Array, edit: PictureEdit): Promise<Frame> => {
    // If it is gone, writing fails first; the read then meets the end and reports why.
    await send({ head: edit, files: [bytes as Bytes] }).catch(() => {});
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
    render: async (bytes, edit) => {
      if (ended !== null) throw new ImageWorkerDied(ended);
      child.ref();
      await using _watch = watchMemory(child.pid, memoryBytes, () => {
        end("The picture took too much memory");
      });
      return await exchange(bytes, edit).finally(() => child.unref());
    },
  };
};

function spawn({ memoryBytes, engine, task }: SandboxOptions): Deno.ChildProcess {
  return spawnConfined({
    url: new URL("./process_main.ts", import.meta.url),
    // Reading and loading end before the first picture: see `dropPermissions`.
    options: [
      ...["--allow-read", "--allow-ffi"],
      // The loader of sharp looks at the system.
      ...engine === "sharp"
        ? ["--allow-env", "--allow-sys"]
        : ["--allow-env=IMAGESCRIPT_WASM_SIMD"],
      "--v8-flags=--expose-gc",
    ],
    args: [engine, task],
    memoryBytes,
    stdin: "piped",
  });
}
