/** The names of engines. `wasm` is confined by the sandbox; `sharp` is native code, and faster. */
export const ENGINE_NAMES = ["wasm", "sharp"] as const;
/** One of {@link ENGINE_NAMES}. */
export type EngineName = (typeof ENGINE_NAMES)[number];
