import { readLines } from "../../sandbox/lines.ts";
import { spawnConfined } from "../../sandbox/confined_deno.ts";
import { supervise } from "../../sandbox/supervised.ts";
import { VideoWorkerDied } from "../core/errors.ts";
import type { Inspected } from "../core/facts.ts";
import { readMessage } from "./reply.ts";
import type { Sandbox } from "./sandbox.ts";

const DEADLINE_MS = 60_000;
/** A table of contents of 16 MiB takes a few hundred, as objects. */
const MEMORY_BYTES = 640 << 20;

/**
 * Runs a sandbox in its own process, with limits of memory and time. It may read the video and
 * write its copy, and nothing else.
 */
export const inspectInProcess: Sandbox = async (job, { signal, onProgress }) => {
  signal.throwIfAborted();
  const child = spawnConfined({
    url: new URL("./process_main.ts", import.meta.url),
    options: [
      `--allow-read=${inList(job.input)},${inList(job.output)}`,
      `--allow-write=${inList(job.output)}`,
    ],
    args: [JSON.stringify(job)],
    memoryBytes: MEMORY_BYTES,
    stdin: "null",
  });
  let inspected: Inspected | null = null;
  const reading = readLines(child.stdout, (line) => {
    inspected ??= readMessage(parsed(line), onProgress);
  });
  const supervision = { signal, deadlineMs: DEADLINE_MS, memoryBytes: MEMORY_BYTES };
  const { endedBecause, status } = await supervise(child, reading, supervision);
  if (inspected && status.success) return inspected;
  const how = endedBecause ?? `It ended by itself (${status.signal ?? `code ${status.code}`})`;
  throw new VideoWorkerDied(`The video process failed. ${how}`);
};

/** A comma separates paths, so one inside of a path is doubled. */
function inList(path: string): string {
  return path.replaceAll(",", ",,");
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
