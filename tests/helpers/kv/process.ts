import { delay } from "../../../lib/delay.ts";
import { endChild } from "../../../tasks/child.ts";
import { stablePort } from "../cluster/stable_port.ts";

const POLL_MS = 10;
const TOKEN = "test";

/** A KV server in a process of its own, with a file: it can be killed, frozen and restarted. */
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
    const directory = await Deno.makeTempDir({ prefix: "tintype-kv-" });
    const server = new KvProcess(directory, delayMs);
    await server.restart();
    return server;
  }

  /** The variables of a program that uses this server. */
  get variables(): Record<string, string> {
    return { KV_URL: this.#url, DENO_KV_ACCESS_TOKEN: TOKEN };
  }

  get pid(): number {
    return this.#child!.pid;
  }

  get #url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts the server again on the same file and port. Resolves when it responds. */
  async restart(): Promise<void> {
    const script = new URL("./program.ts", import.meta.url).pathname;
    const options = {
      path: `${this.#directory}/kv.sqlite`,
      port: this.#port,
      delay: this.#delayMs,
    };
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--quiet", script],
        ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
      ],
      stdin: "null",
    }).spawn();
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

  async #responds(): Promise<boolean> {
    try {
      await (await fetch(this.#url)).body?.cancel();
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
