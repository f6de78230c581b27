/**
 * Gives a process the limits of Deno Deploy. It is loaded before the program, with `--preload`.
 * `DEPLOY_KV` is the address of the KV store of the app. With `DEPLOY_CRONS=run` the process was
 * started to run the crons.
 */
const { openKv } = Deno;

const platform: Partial<typeof Deno> = {
  openKv: (path) => {
    if (path !== undefined) throw new TypeError("Deno Deploy opens only the store of the app");
    return openKv(Deno.env.get("DEPLOY_KV"));
  },
  // The platform runs the crons: it finds them when it deploys the program.
  cron: async (name: string, schedule: string | Deno.CronSchedule, ...rest: unknown[]) => {
    say({ cron: name, schedule });
    if (Deno.env.get("DEPLOY_CRONS") !== "run") return;
    await (rest.at(-1) as () => Promise<void>)();
    say({ ran: name });
  },
};
for (const [name, value] of Object.entries(platform)) Object.defineProperty(Deno, name, { value });

// Its Deno is older.
Reflect.deleteProperty(Deno.FsFile.prototype, "tryLock");
const { importKey } = crypto.subtle;
Object.assign(crypto.subtle, {
  importKey: (format: string, ...rest: unknown[]) =>
    format === "raw-secret"
      ? Promise.reject(new TypeError("'raw-secret' is not a valid enum value of type KeyFormat"))
      : Reflect.apply(importKey, crypto.subtle, [format, ...rest]),
});

function say(line: unknown): void {
  // deno-lint-ignore no-console
  console.log(JSON.stringify(line));
}
