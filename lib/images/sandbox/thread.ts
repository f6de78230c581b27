import { ImageWorkerDied } from "../core/errors.ts";
import type { Frame } from "../core/frames.ts";
import type { OpenSandbox } from "./sandbox.ts";

/** Starts a sandbox in a Web Worker. It can be ended at once, but has no memory limit. */
export const openThread: OpenSandbox = ({ task }) => {
  const program = new URL("./thread_main.ts", import.meta.url);
  const worker = new Worker(program, { type: "module", name: task });
  let ended: string | null = null;
  let pending: PromiseWithResolvers<Frame> | null = null;
  const end = (reason: string): Promise<void> => {
    ended ??= reason;
    worker.terminate();
    pending?.reject(new ImageWorkerDied(ended));
    return Promise.resolve();
  };
  worker.onmessage = (event: MessageEvent<Frame>) => pending?.resolve(event.data);
  worker.onerror = (event) => {
    event.preventDefault();
    end(`The image thread failed: ${event.message}`);
  };
  return {
    alive: () => ended === null,
    end,
    render: async (bytes, edit) => {
      if (ended !== null) throw new ImageWorkerDied(ended);
      pending = Promise.withResolvers();
      const copy = bytes.slice();
      worker.postMessage({ bytes: copy, edit }, [copy.buffer]);
      return await pending.promise.finally(() => pending = null);
    },
  };
};
