import type { EngineName } from "../core/engine_names.ts";
import { decode, loadCodecs } from "./codecs.ts";
import { openEncoders } from "./encoders.ts";
import type { Engine } from "./engine.ts";
import { openSharp } from "./sharp_engine.ts";

/** The engine of codecs in WebAssembly. */
export const WASM: Engine = { decode, openEncoders };

/** Loads an engine; afterwards nothing is read from disk. */
export async function loadEngine(name: EngineName): Promise<Engine> {
  await loadCodecs();
  return name === "wasm" ? WASM : await openSharp(WASM);
}
