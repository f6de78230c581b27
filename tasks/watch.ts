import { once } from "../lib/once.ts";

const FOLDERS = [
  "actors",
  "context",
  "db",
  "domain",
  "jobs",
  "lib",
  "migrations",
  "reads",
  "routes",
];
const CODE = /\.(ts|js|sql|html|css)$|(^|\/)(deno\.json|\.env)$/;
/** Editors write a file in several steps, and tools write several files. */
const SETTLED_MS = 150;

/** Calls back when files of the program have changed and no change follows for a moment. */
export function watchFiles(changed: () => void): Disposable {
  // Not everything below ".": the data lies there too, and it changes all the time.
  const watchers = [Deno.watchFs(".", { recursive: false }), Deno.watchFs(FOLDERS)];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const follow = async (watcher: Deno.FsWatcher) => {
    for await (const { kind, paths } of watcher) {
      if (kind === "access" || !paths.some((path) => CODE.test(path))) continue;
      clearTimeout(timer);
      timer = setTimeout(changed, SETTLED_MS);
    }
  };
  watchers.forEach(follow);
  return {
    [Symbol.dispose]: once(() => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    }),
  };
}
