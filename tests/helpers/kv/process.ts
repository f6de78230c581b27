import { delay } from "../../../lib/delay.ts";
import { endChild } from "../../../tasks/child.ts";
import { stablePort } from "../cluster/stable_port.ts";
import { KV_TOKEN } from "./server.ts";

const POLL_MS = 10;
/** The path of denokv, which then replaces the server of the tests. */
const DENOKV = Deno.env.get("TEST_DENOKV");
/** The options of denokv, as compose.yaml and the manifests for Kubernetes have them. */
export const DENOKV_OPTIONS = ["--num-workers", "4", "--atomic-write-batch-timeout-ms", "2"];

/**
 * A KV server in a process of its own, with a file: it can be killed, frozen and restarted. It is
 * denokv if `TEST_DENOKV` names its program, except with a delay, which denokv does not have.
 */
export class KvProcess implements AsyncDisposable {
  readonly #port = stablePort();
  readonly #directory: string;
  readonly #delayMs: number;
  #child: Deno.ChildProcess | null = null;

  private constructor(directory: string, delayMs: number) {
    this.#directory = directory;
    this.#delayMs = delayMs;
  }

  /** Starts a server that delays each request by `delayMs`. */
  static async start({ delayMs = 0 } = {}): Promise<KvProcess> {
    // This process may be a client too.
    Deno.env.set("DENO_KV_ACCESS_TOKEN", KV_TOKEN);
    const directory = await Deno.makeTempDir({ prefix: "tintype-kv-" });
    const server = new KvProcess(directory, delayMs);
    await server.restart();
    return server;
  }

  /** The variables of a program that uses this server. */
  get variables(): Record<string, string> {
    return { KV_URL: this.url, DENO_KV_ACCESS_TOKEN: KV_TOKEN };
  }

  get pid(): number {
    return this.#child!.pid;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts the server again on the same file and port. Resolves when it responds. */
  async restart(): Promise<void> {
    this.#child = new Deno.Command(...this.#command()).spawn();
    while (!await this.#responds()) await delay(POLL_MS);
  }

  /** Kills the server; acknowledged commits are kept. */
  async kill(): Promise<void> {
    endChild(this.#child!, "SIGKILL");
    await this.#child!.status;
  }

  /** Suspends the server. */
  freeze(): void {
    this.#child!.kill("SIGSTOP");
  }

  /** Resumes the server. */
  thaw(): void {
    this.#child!.kill("SIGCONT");
  }

  #command(): ConstructorParameters<typeof Deno.Command> {
    const path = `${this.#directory}/kv.sqlite`;
    if (DENOKV && this.#delayMs === 0) {
      const address = `127.0.0.1:${this.#port}`;
      const args = ["--sqlite-path", path, "serve", "--addr", address, ...DENOKV_OPTIONS];
      const env = { DENO_KV_ACCESS_TOKEN: KV_TOKEN, RUST_LOG: "error" };
      return [DENOKV, { args, env, stdin: "null" }];
    }
    const script = new URL("./program.ts", import.meta.url).pathname;
    const options = { path, port: this.#port, delay: this.#delayMs };
    const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
    return [Deno.execPath(), { args: ["run", "-A", "--quiet", script, ...args], stdin: "null" }];
  }

  async #responds(): Promise<boolean> {
    try {
      await (await fetch(this.url)).body?.cancel();
      return true;
    } catch {
      return false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child) await this.kill();
    await Deno.remove(this.#directory, { recursive: true });
  }
}
