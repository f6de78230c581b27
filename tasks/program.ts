import { START } from "./start_command.ts";
import { say } from "./terminal.ts";

/** Lines of the log, in JSON and in the form for people. */
const LISTENING = /(?:"message":"|^[\d:]{8} )listening\b.*\bport"?[:=](\d+)/;
const READY = /"message":"ready"|^[\d:]{8} ready$/;

/** The program as a child process. */
export class Program {
  readonly process: Deno.ChildProcess;
  /** Resolves with true when the program is ready, and with false if it ends before. */
  readonly ready: Promise<boolean>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number>;
  /** The port on which it listens, once it is ready. */
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

  /**
   * Prints the program's lines. Resolves with true when one says "ready", and with false at the
   * end.
   */
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
