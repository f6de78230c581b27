import { openTestDatabase } from "./database.ts";
import { type ListeningApp, startListening } from "./listening.ts";
import { Person } from "../people/person.ts";

/** A database and a KV file that outlive their apps, which run one after or beside another. */
export interface Stores extends AsyncDisposable {
  start(env?: Record<string, string>): Promise<ListeningApp>;
  /** Deletes the KV file; no app may run on it. */
  wipeKv(): Promise<void>;
}

/** Opens an empty database and a folder for a KV file. */
export async function openStores(): Promise<Stores> {
  await using opening = new AsyncDisposableStack();
  const database = opening.use(await openTestDatabase());
  const directory = await Deno.makeTempDir({ prefix: "tintype-test-kv-" });
  opening.defer(() => Deno.remove(directory, { recursive: true }));
  const stores = opening.move();
  return {
    start: (env = {}) =>
      startListening({ database, env: { KV_URL: `${directory}/kv.sqlite3`, ...env } }),
    async wipeKv() {
      const files = await Array.fromAsync(Deno.readDir(directory));
      await Promise.all(files.map(({ name }) => Deno.remove(`${directory}/${name}`)));
    },
    [Symbol.asyncDispose]: () => stores.disposeAsync(),
  };
}

/** Returns the same person at another instance. */
export function at({ app }: Pick<ListeningApp, "app">, person: Person): Person {
  const { name, id, accessToken, refreshToken } = person;
  return new Person(app.fetch, name, id, accessToken, refreshToken);
}
