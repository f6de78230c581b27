import type { Inspected } from "../core/facts.ts";
import type { InspectJob } from "./inspect.ts";

/** Circumstances of one job. */
export interface SandboxOptions {
  /** Ends the sandbox at once. The promise then rejects with the signal's reason. */
  signal: AbortSignal;
  onProgress(share: number): void;
}

/**
 * Inspects a video, isolated from the server. Rejects with `VideoRefused`, or with
 * `VideoWorkerDied` if the sandbox ends first.
 */
export type Sandbox = (job: InspectJob, options: SandboxOptions) => Promise<Inspected>;
