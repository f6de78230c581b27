/** The program of a sandbox process: files come in on stdin, pictures go out on stdout. */
import type { EngineName } from "../core/engine_names.ts";
import type { PictureEdit } from "../core/edit.ts";
import type { ProcessedImage } from "../core/picture.ts";
import { collectGarbage } from "../core/garbage.ts";
import { encodeFrame, type Frame, frameReader } from "../core/frames.ts";
import { loadTask } from "./load_task.ts";
import { failedFrame, madeFrame } from "./reply.ts";
import { render } from "./render.ts";
import type { RenderTask } from "./sandbox.ts";

if (import.meta.main) {
  // Codecs print warnings, which would be read as frames.
  Object.assign(console, { log() {}, info() {}, debug() {} });
  const [name, task] = Deno.args as [EngineName, RenderTask];
  const engine = await loadTask(name, task);
  await dropPermissions();
  await serve((file, edit) => render(file, engine, edit, task));
}

/** Runs before the first hostile byte arrives; afterwards the process can use only its pipes. */
async function dropPermissions(): Promise<void> {
  for (const name of ["read", "write", "net", "env", "sys", "run", "ffi", "import"] as const) {
    await Deno.permissions.revoke({ name });
  }
}

type Render = (file: Uint8Array, edit: PictureEdit) => Promise<ProcessedImage>;

async function serve(make: Render): Promise<void> {
  const next = frameReader(Deno.stdin.readable.getReader());
  const output = Deno.stdout.writable.getWriter();
  for (let request = await next(); request; request = await next()) {
    const reply = await answer(request, make);
    for (const part of encodeFrame(reply)) await output.write(part);
  }
}

async function answer({ head, files }: Frame, make: Render): Promise<Frame> {
  try {
    const picture = await make(files[0]!, head as PictureEdit);
    collectGarbage();
    return madeFrame(picture, Deno.memoryUsage().rss);
  } catch (error) {
    collectGarbage();
    return failedFrame(error);
  }
}
