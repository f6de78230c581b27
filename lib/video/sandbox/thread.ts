import { VideoWorkerDied } from "../core/errors.ts";
import type { Inspected } from "../core/facts.ts";
import { readMessage } from "./reply.ts";
import type { Sandbox } from "./sandbox.ts";

/** Runs a sandbox in a Web Worker. It can be ended at once, but has no memory limit. */
export const inspectInThread: Sandbox = async (job, { signal, onProgress }) => {
  signal.throwIfAborted();
  const worker = new Worker(new URL("./thread_main.ts", import.meta.url), { type: "module" });
  const done = Promise.withResolvers<Inspected>();
  const abort = () => done.reject(signal.reason);
  signal.addEventListener("abort", abort);
  worker.onmessage = ({ data }) => {
    try {
      const inspected = readMessage(data, onProgress);
      if (inspected) done.resolve(inspected);
    } catch (error) {
      done.reject(error);
    }
  };
  worker.onerror = (event) => {
    event.preventDefault();
    done.reject(new VideoWorkerDied(`The video thread failed: ${event.message}`));
  };
  worker.postMessage(job);
  try {
    return await done.promise;
  } finally {
    signal.removeEventListener("abort", abort);
    worker.terminate();
  }
};
