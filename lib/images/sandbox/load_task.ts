import type { EngineName } from "../core/engine_names.ts";
import { wasmOf } from "../core/wasm.ts";
import type { Engine } from "../formats/engine.ts";
import { loadEngine } from "../formats/engines.ts";
import type { RenderTask } from "./sandbox.ts";

/** Loads all that a sandbox needs; afterwards nothing is read from disk. */
export async function loadTask(name: EngineName, task: RenderTask): Promise<Engine> {
  if (task === "avif") await wasmOf("avifEncoder");
  return await loadEngine(name);
}
