/** The program of a sandbox thread (a Web Worker), for platforms that cannot start processes. */
import type { InspectJob } from "./inspect.ts";
import type { SandboxMessage } from "./messages.ts";
import { work } from "./work.ts";

interface WorkerScope {
  onmessage: (event: MessageEvent<InspectJob>) => void;
  postMessage(message: SandboxMessage): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data }) => work(data, (message) => scope.postMessage(message));
