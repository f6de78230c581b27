/** The program of the thread that hashes passwords in WebAssembly. */
import { argon2id } from "hash-wasm";
import { type Derive, HASH_BYTES } from "./derive.ts";

interface WorkerScope {
  onmessage: (event: MessageEvent<Parameters<Derive>>) => void;
  postMessage(answer: { hash: Uint8Array } | { error: string }): void;
}

const scope = globalThis as unknown as WorkerScope;
let last: Promise<void> = Promise.resolve();

// One after the other: each takes the memory of its cost, and their answers stay in order.
scope.onmessage = ({ data }) => {
  last = last.then(async () => scope.postMessage(await answer(data)));
};

async function answer([password, salt, { memory, passes, parallelism }]: Parameters<Derive>) {
  try {
    const hash = await argon2id({
      password: bytesOf(password),
      salt,
      memorySize: memory,
      iterations: passes,
      parallelism,
      hashLength: HASH_BYTES,
      outputType: "binary",
    });
    return { hash };
  } catch (error) {
    return { error: String(error) };
  }
}

/** Nobody has an empty password, and this library refuses it: other bytes are as wrong. */
function bytesOf(password: string): Uint8Array {
  if (password === "") return crypto.getRandomValues(new Uint8Array(HASH_BYTES));
  return new TextEncoder().encode(password);
}
