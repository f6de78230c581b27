import { once } from "../../once.ts";
import type { Derive } from "./derive.ts";

type Question = Parameters<Derive>;
/** A hash, or the reason why there is none. */
type Answer = { hash: Uint8Array } | { error: string };

/** The thread ends after this time without work, which returns the memory of its last hashes. */
const IDLE_MS = 30_000;

/** Argon2id of WebAssembly, in a Web Worker: it starts with the first hash. */
export class WasmThread implements Disposable {
  readonly #waiting: PromiseWithResolvers<Uint8Array>[] = [];
  #worker: Worker | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;

  readonly derive: Derive = (...question: Question) => {
    clearTimeout(this.#idle);
    const answer = Promise.withResolvers<Uint8Array>();
    this.#waiting.push(answer);
    this.#worker ??= this.#start();
    this.#worker.postMessage(question);
    return answer.promise;
  };

  #start(): Worker {
    const worker = new Worker(new URL("./wasm_thread_main.ts", import.meta.url), {
      type: "module",
    });
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      // It answers in the order of the questions.
      const first = this.#waiting.shift()!;
      if ("hash" in data) first.resolve(data.hash);
      else first.reject(new Error(data.error));
      if (this.#waiting.length === 0) this.#endWhenIdle();
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end(`The thread that hashes passwords failed: ${event.message}`);
    };
    return worker;
  }

  #endWhenIdle(): void {
    this.#idle = setTimeout(() => this.#end("idle"), IDLE_MS);
    Deno.unrefTimer(this.#idle);
  }

  #end(reason: string): void {
    clearTimeout(this.#idle);
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(reason));
  }

  readonly [Symbol.dispose] = once(() => this.#end("The server is stopping"));
}
