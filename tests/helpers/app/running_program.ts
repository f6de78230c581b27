import { START } from "../../../tasks/start_command.ts";
import { temporaryDirectory } from "../../lib/embedded/child_program.ts";
import { lendPostgres } from "./lent_postgres.ts";

const SERVICES = [
  "DATABASE_URL",
  "KV_URL",
  "UPSTASH_REDIS_REST_URL",
  "UPSTASH_REDIS_REST_TOKEN",
  "S3_ENDPOINT",
  "S3_ACCESS_KEY_ID",
  "S3_SECRET_ACCESS_KEY",
  "MEDIA_BASE_URL",
  "SMTP_URL",
  "JWT_SECRET",
];

/** Variables with which a program embeds all services, whatever this process was given. */
export const NO_SERVICES: Readonly<Record<string, string>> = Object.fromEntries(
  SERVICES.map((name) => [name, ""]),
);

/** No program takes longer to print a line that a test awaits. */
const PATIENCE_MS = 120_000;

/** The end of a program. */
export interface Ended {
  code: number;
  ms: number;
  output: string;
}

/** A program with its own data directory and its own process group. */
export class RunningProgram implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #waiting = new Set<() => void>();
  readonly #reading: Promise<unknown>;
  #output = "";
  #hasEnded = false;

  /** Runs a script of the project in `cwd`, without the variables of this process. */
  constructor(script: string, dataDir: string, readonly port: number, options: {
    cwd?: string;
    env?: Record<string, string>;
    /** The limit of open files; by default that of the test. */
    descriptorsMax?: number;
    /** Its permissions as options of `deno run`; by default all. */
    permissions?: readonly string[];
    /** The Deno that runs it; by default that of the test. */
    deno?: string;
  } = {}) {
    const { cwd = ".", env = {}, descriptorsMax, permissions = ["-A"] } = options;
    const { deno = Deno.execPath() } = options;
    const limit = descriptorsMax === undefined ? "" : `ulimit -n ${descriptorsMax}; `;
    this.#child = new Deno.Command("setsid", {
      cwd,
      args: [
        ...["sh", "-c", `${limit}exec "$@"`, "sh"],
        ...[deno, "run", ...permissions, "--quiet", script],
      ],
      env: {
        ...START.env,
        ...NO_SERVICES,
        MODE: "development",
        HOST: "127.0.0.1",
        PORT: String(port),
        DATA_DIR: dataDir,
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        LOG: "json",
        ...env,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#reading = Promise.all([this.#read(this.#child.stdout), this.#read(this.#child.stderr)])
      .then(() => {
        this.#hasEnded = true;
        this.#waiting.forEach((look) => look());
      });
  }

  get pid(): number {
    return this.#child.pid;
  }

  /**
   * Resolves with the first match in the program's output. Throws if the program ends without one,
   * or prints none for too long.
   */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const said = Promise.withResolvers<RegExpExecArray>();
    const timer = setTimeout(() => {
      said.reject(new Error(`It printed no ${pattern}:\n${this.#output}`));
    }, PATIENCE_MS);
    const look = () => {
      const match = pattern.exec(this.#output);
      if (match) said.resolve(match);
      else if (this.#hasEnded) said.reject(new Error(`It never said so:\n${this.#output}`));
      else return;
      this.#waiting.delete(look);
    };
    this.#waiting.add(look);
    look();
    try {
      return await said.promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(look);
    }
  }

  /** Sends a signal to the whole group, like Ctrl-C or a dying machine; returns how it ended. */
  async end(signal: "INT" | "TERM" | "KILL"): Promise<Ended> {
    const startedAt = performance.now();
    await this.#signalGroup(signal);
    return { ...await this.ended(), ms: performance.now() - startedAt };
  }

  /** Resolves when the program has ended without a signal. */
  async ended(): Promise<Ended> {
    const startedAt = performance.now();
    const { code } = await this.#child.status;
    await this.#reading;
    return { code, ms: performance.now() - startedAt, output: this.#output };
  }

  /** Returns whether nothing of its process group is left. */
  async isGone(): Promise<boolean> {
    return !await this.#signalGroup("0");
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, init);
  }

  async #signalGroup(signal: string): Promise<boolean> {
    const args = [`-${signal}`, "--", `-${this.#child.pid}`];
    return (await new Deno.Command("kill", { args, stderr: "null" }).output()).success;
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      this.#output += text;
      this.#waiting.forEach((look) => look());
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#signalGroup("KILL");
    await this.#child.status;
    await this.#reading;
  }
}

/** Returns a port that no server listens on. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

/**
 * Opens a data directory. A database server that still runs on it is stopped when the test ends.
 */
export async function openDataDir(): Promise<{ path: string } & AsyncDisposable> {
  const directory = await temporaryDirectory();
  await lendPostgres(`${directory.path}/postgres`);
  return {
    path: directory.path,
    async [Symbol.asyncDispose]() {
      const pid = await postgresPid(directory.path);
      if (pid !== null) endServer(pid);
      await directory[Symbol.asyncDispose]();
    },
  };
}

function endServer(pid: number): void {
  try {
    Deno.kill(pid, "SIGQUIT");
  } catch (error) {
    // It was killed and has left its file.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Returns the process id of the database server on a data directory, or null. */
export async function postgresPid(dataDir: string): Promise<number | null> {
  try {
    const file = `${dataDir}/postgres/cluster/postmaster.pid`;
    return Number((await Deno.readTextFile(file)).split("\n")[0]);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
