/** The program of a sandbox thread (a Web Worker), for platforms that cannot start processes. */
import type { PictureEdit } from "../core/edit.ts";
import { WASM } from "../formats/engines.ts";
import { loadTask } from "./load_task.ts";
import type { Frame } from "../core/frames.ts";
import { failedFrame, madeFrame } from "./reply.ts";
import { render } from "./render.ts";
import type { RenderTask } from "./sandbox.ts";

/** A picture to process. */
interface Request {
  bytes: Uint8Array;
  edit: PictureEdit;
}

interface WorkerScope {
  /** The task. */
  name: RenderTask;
  onmessage: (event: MessageEvent<Request>) => void;
  postMessage(reply: Frame, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;
const ready = loadTask("wasm", scope.name);

scope.onmessage = async ({ data }) => {
  const reply = await answer(data);
  scope.postMessage(reply, [...new Set(reply.files.map(({ buffer }) => buffer))]);
};

async function answer({ bytes, edit }: Request): Promise<Frame> {
  try {
    await ready;
    // A thread shares the server's memory, so its own share is unknown.
    return madeFrame(await render(bytes, WASM, edit, scope.name), 0);
  } catch (error) {
    return failedFrame(error);
  }
}
