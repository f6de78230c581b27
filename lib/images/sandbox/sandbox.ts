import type { Frame } from "../core/frames.ts";

/** A place apart from the server in which one picture at a time is made. */
export interface Sandbox {
  /** False once it has ended, for whatever reason. */
  alive(): boolean;
  /** Sends a file and waits. Rejects with `ImageWorkerDied` if the sandbox ends first. */
  render(bytes: Uint8Array): Promise<Frame>;
  /** Ends the sandbox at once, in the middle of a picture too; that picture fails with `reason`. */
  end(reason: string): Promise<void>;
}

/** Opens one kind of sandbox. */
export type OpenSandbox = (limits: { memoryBytes: number }) => Sandbox;
