import { say } from "./terminal.ts";

const ASK_READY_MS = 50;

/** The program, run beside this one. */
export class Program {
  readonly process: Deno.ChildProcess;
  /** Whether it became ready; false when it ended before. */
  readonly ready: Promise<boolean>;
  /** Resolves with its exit code. */
  readonly ended: Promise<number>;
  /** Where it listens, once it is ready. */
  port: number;

  constructor(port: number, env: Record<string, string>) {
    this.port = port;
    this.process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "main.ts"],
      env,
      stdin: "null",
      stdout: "piped",
    }).spawn();
    this.ended = this.process.status.then(({ code }) => code);
    const listening = this.#follow();
    this.ready = listening.then((isListening) => isListening && this.#becomesReady());
  }

  /** Passes its lines on; resolves when one says that it listens. */
  #follow(): Promise<boolean> {
    const listening = Promise.withResolvers<boolean>();
    const read = async () => {
      let rest = "";
      for await (const text of this.process.stdout.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + text).split("\n");
        rest = lines.pop()!;
        for (const line of lines) {
          say(line);
          const port = /"message":"listening".*"port":(\d+)/.exec(line)?.[1];
          if (port === undefined) continue;
          this.port = Number(port);
          listening.resolve(true);
        }
      }
      listening.resolve(false);
    };
    read();
    return listening.promise;
  }

  async #becomesReady(): Promise<boolean> {
    let hasEnded = false;
    this.ended.then(() => hasEnded = true);
    while (!hasEnded) {
      const answer = await fetch(`http://127.0.0.1:${this.port}/ready`).catch(() => null);
      await answer?.body?.cancel();
      if (answer?.ok) return true;
      await new Promise((resolve) => setTimeout(resolve, ASK_READY_MS));
    }
    return false;
  }
}
