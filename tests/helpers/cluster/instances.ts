import { type KvServer, openKvServer } from "../kv/server.ts";
import { Person } from "../people/person.ts";
import { ok } from "../people/steps.ts";
import { startApp, type TestApp } from "../app/app.ts";
import { openTestDatabase } from "../app/database.ts";
import { expectSignal } from "../app/traces.ts";

/** Two instances on one database and one KV server. */
export interface Instances extends AsyncDisposable {
  here: TestApp;
  there: TestApp;
  kv: KvServer;
}

/** Starts two instances. */
export async function startInstances(env: Record<string, string> = {}): Promise<Instances> {
  await using opening = new AsyncDisposableStack();
  const database = opening.use(await openTestDatabase());
  const kv = opening.use(openKvServer());
  const options = { database, env: { KV_URL: kv.url, ...env } };
  const here = opening.use(await startApp(options));
  const there = opening.use(await startApp(options));
  const resources = opening.move();
  return {
    here,
    there,
    kv,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Resolves when both have applied everything that is acknowledged. `person` follows a new one. */
export async function settleBoth({ here, there }: Instances, person: Person): Promise<void> {
  await here.settled();
  const [last] = await here.people(`last_${person.name}`);
  const { signal } = await expectSignal(there, `user:${last.id}`, "appended");
  ok(await person.post(`/users/${last.id}/follow`), 200);
  await signal;
}

/** Returns the same person at another instance. */
export function at(app: TestApp, { name, id, accessToken, refreshToken }: Person): Person {
  return new Person(app.fetch, name, id, accessToken, refreshToken);
}
