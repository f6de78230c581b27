import { START } from "./start_command.ts";
import { say } from "./terminal.ts";

/** Lines of the log, as JSON or as people read them. */
const LISTENING = /(?:"message":"|^[\d:]{8} )listening\b.*\bport"?[:=](\d+)/;
const READY = /"message":"ready"|^[\d:]{8} ready$/;

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
      env: { ...START.env, ...env },
      stdin: "null",
      stdout: "piped",
    }).spawn();
    this.ended = this.process.status.then(({ code }) => code);
    this.ready = this.#follow();
  }

  /** Passes its lines on; resolves when one says that it is ready, or with false when it ends. */
  #follow(): Promise<boolean> {
    const ready = Promise.withResolvers<boolean>();
    const read = async () => {
      let rest = "";
      for await (const text of this.process.stdout.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + text).split("\n");
        rest = lines.pop()!;
        for (const line of lines) {
          say(line);
          const port = LISTENING.exec(line)?.[1];
          if (port !== undefined) this.port = Number(port);
          if (READY.test(line)) ready.resolve(true);
        }
      }
      ready.resolve(false);
    };
    read();
    return ready.promise;
  }
}
