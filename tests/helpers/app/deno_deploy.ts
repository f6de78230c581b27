/**
 * Gives a process the limits of Deno Deploy. It is loaded before the program, with `--preload`.
 * `DEPLOY_KV` is the address of the KV store of the app.
 */
const { openKv } = Deno;

const platform: Partial<typeof Deno> = {
  openKv: (path) => {
    if (path !== undefined) throw new TypeError("Deno Deploy opens only the store of the app");
    return openKv(Deno.env.get("DEPLOY_KV"));
  },
  // The platform runs the crons: it finds them when it deploys the program.
  cron: (name: string, schedule: string | Deno.CronSchedule) => {
    // deno-lint-ignore no-console
    console.log(JSON.stringify({ cron: name, schedule }));
    return Promise.resolve();
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
