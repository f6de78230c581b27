import { VideoRefused } from "../core/errors.ts";
import type { Inspected } from "../core/facts.ts";

/** A message of a sandbox: its progress, or the end of its work. */
export type SandboxMessage =
  | { outcome: "working"; share: number }
  | { outcome: "refused"; message: string }
  | { outcome: "died"; message: string }
  | { outcome: "inspected" } & Inspected;

/** Returns the last message of a sandbox that failed. Faults of the machine count as a death. */
export function failedMessage(error: unknown): SandboxMessage {
  const text = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  if (error instanceof VideoRefused) return { outcome: "refused", message: text };
  // A full disk has a code, and so have missing permissions. The rest comes from reading the file.
  const isOfMachine = error instanceof Error && "code" in error;
  return isOfMachine
    ? { outcome: "died", message: text }
    : { outcome: "refused", message: "The video is damaged and cannot be read" };
}
