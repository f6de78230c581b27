import type { EngineName } from "../core/engine_names.ts";
import type { PictureEdit } from "../core/edit.ts";
import type { Frame } from "../core/frames.ts";

/** Makes one picture at a time, isolated from the server. */
export interface Sandbox {
  /** False once it has ended for any reason. */
  alive(): boolean;
  /** Sends a file and waits. Rejects with `ImageWorkerDied` if the sandbox ends first. */
  render(bytes: Uint8Array, edit: PictureEdit): Promise<Frame>;
  /** Ends the sandbox at once, even in the middle of a picture, which then fails with `reason`. */
  end(reason: string): Promise<void>;
}

/** The work of a sandbox: all variants of a picture, or AVIF files alone, which take seconds. */
export type RenderTask = "files" | "avif";

/** Options of a sandbox. */
export interface SandboxOptions {
  memoryBytes: number;
  engine: EngineName;
  task: RenderTask;
}

/** Opens one kind of sandbox. */
export type OpenSandbox = (options: SandboxOptions) => Sandbox;
