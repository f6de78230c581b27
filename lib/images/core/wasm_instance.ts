import { ImageRefused } from "./errors.ts";

const PAGE_BYTES = 65_536;

/** A fresh instance of a codec: a hostile file cannot affect the next one. */
export interface LimitedInstance {
  /** Options for a program by Emscripten. It prints nothing, and its memory has a limit. */
  options: object;
  /** Turns a failure into a refusal if the reason is the limit. */
  failed(error: unknown): unknown;
}

/**
 * Prepares an instance. Beyond `bytesMax`, its allocations fail as if the machine had no more
 * memory. So a file that lies about its size is refused once, and the sandbox lives on.
 */
export function limitedInstance(module: WebAssembly.Module, bytesMax: number): LimitedInstance {
  let isOver = false;
  const limit = (memory: WebAssembly.Memory) => {
    const grow = memory.grow.bind(memory);
    memory.grow = (pages) => {
      isOver = memory.buffer.byteLength + pages * PAGE_BYTES > bytesMax;
      if (isOver) throw new RangeError("The codec may not take more memory");
      return grow(pages);
    };
  };
  return {
    options: {
      noInitialRun: true,
      print: () => {},
      printErr: () => {},
      instantiateWasm: (
        imports: WebAssembly.Imports,
        use: (instance: WebAssembly.Instance) => unknown,
      ) => {
        const instance = new WebAssembly.Instance(module, imports);
        for (const part of Object.values(instance.exports)) {
          if (part instanceof WebAssembly.Memory) limit(part);
        }
        use(instance);
        return instance.exports;
      },
    },
    failed: (error) => isOver ? new ImageRefused("The picture takes too much memory") : error,
  };
}
