import { delay } from "../../../lib/delay.ts";
import { endChild } from "../../../tasks/child.ts";
import { START } from "../../../tasks/start_command.ts";
import { NO_SERVICES } from "../app/running_program.ts";

const READY_MS_MAX = 120_000;
/** Longer than the program itself waits for its services. */
const ANSWER_MS_MAX = 5000;
const POLL_MS = 15;
const MAIN = new URL("../../../main.ts", import.meta.url).pathname;

/** The program in production mode, as a separate process that is killed, frozen and restarted. */
export class KillableProgram {
  readonly origin: string;
  readonly port: number;
  isFrozen = false;
  readonly #env: Record<string, string>;
  readonly #logFile: Deno.FsFile;
  #child: Deno.ChildProcess | null = null;
  #logging: Promise<unknown> = Promise.resolve();

  /** `env` names its services and its data directory. */
  constructor(port: number, env: Record<string, string>, logFile: Deno.FsFile) {
    this.origin = `http://127.0.0.1:${port}`;
    this.port = port;
    this.#env = env;
    this.#logFile = logFile;
  }

  /** The process id; throws while the program does not run. */
  get pid(): number {
    return this.#child!.pid;
  }

  /** Starts the program; returns how many milliseconds it took to be ready. */
  async start(): Promise<number> {
    const startedAt = performance.now();
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", MAIN],
      env: {
        ...START.env,
        ...NO_SERVICES,
        MODE: "production",
        EMBEDDED: "allow",
        HOST: "127.0.0.1",
        PORT: String(this.port),
        PUBLIC_URL: this.origin,
        RATE_LIMITS: "off",
        LOG: "json",
        ...this.#env,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const { stdout, stderr, status } = this.#child;
    this.#logging = Promise.all([this.#log(stdout), this.#log(stderr)]);
    let ended = false;
    status.then(() => ended = true);
    while (!await this.isReady()) {
      if (ended) throw new Error("The program ended while it was starting: see its log");
      if (performance.now() - startedAt > READY_MS_MAX) throw new Error("It is never ready");
      await delay(POLL_MS);
    }
    return performance.now() - startedAt;
  }

  async isReady(): Promise<boolean> {
    try {
      const response = await fetch(`${this.origin}/ready`, {
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }

  /** Kills the program; returns false if it had already ended by itself. */
  async kill(): Promise<boolean> {
    return await this.#end("SIGKILL") === null;
  }

  /** Asks the program to end; returns its exit code and how long it took. */
  async stop(): Promise<{ code: number | null; ms: number }> {
    const startedAt = performance.now();
    return { code: await this.#end("SIGTERM"), ms: performance.now() - startedAt };
  }

  /** Suspends the program, as a machine that stands still. */
  freeze(): void {
    this.#child!.kill("SIGSTOP");
    this.isFrozen = true;
  }

  /** Resumes the program. */
  thaw(): void {
    this.#child!.kill("SIGCONT");
    this.isFrozen = false;
  }

  /** Kills the program if it runs. */
  async abandon(): Promise<void> {
    if (this.#child) await this.kill();
  }

  /** Returns the exit code, or null if the signal killed it. */
  async #end(signal: Deno.Signal): Promise<number | null> {
    const child = this.#child!;
    this.#child = null;
    endChild(child, signal);
    const { code, signal: killedBy } = await child.status;
    await this.#logging;
    return killedBy === null ? code : null;
  }

  async #log(output: ReadableStream<Uint8Array>): Promise<void> {
    for await (const bytes of output) await this.#logFile.write(bytes);
  }
}
