/** The program of a sandbox process: files come in on stdin, pictures go out on stdout. */
import type { EngineName } from "../core/engine_names.ts";
import type { PictureEdit } from "../core/edit.ts";
import type { Engine } from "../formats/engine.ts";
import { loadEngine } from "../formats/engines.ts";
import { collectGarbage } from "../core/garbage.ts";
import { encodeFrame, type Frame, frameReader } from "../core/frames.ts";
import { failedFrame, madeFrame } from "./reply.ts";
import { render } from "./render.ts";

if (import.meta.main) {
  // Codecs print warnings, which would be read as frames.
  Object.assign(console, { log() {}, info() {}, debug() {} });
  const engine = await loadEngine(Deno.args[0] as EngineName);
  await dropPermissions();
  await serve(engine);
}

/** Runs before the first hostile byte arrives; afterwards the process can use only its pipes. */
async function dropPermissions(): Promise<void> {
  for (const name of ["read", "write", "net", "env", "sys", "run", "ffi", "import"] as const) {
    await Deno.permissions.revoke({ name });
  }
}

async function serve(engine: Engine): Promise<void> {
  const next = frameReader(Deno.stdin.readable.getReader());
  const output = Deno.stdout.writable.getWriter();
  for (let request = await next(); request; request = await next()) {
    const reply = await answer(request, engine);
    for (const part of encodeFrame(reply)) await output.write(part);
  }
}

async function answer({ head, files }: Frame, engine: Engine): Promise<Frame> {
  try {
    const picture = await render(files[0]!, engine, head as PictureEdit);
    collectGarbage();
    return madeFrame(picture, Deno.memoryUsage().rss);
  } catch (error) {
    collectGarbage();
    return failedFrame(error);
  }
}
