import { assertEquals } from "@std/assert";
import { readAssembled } from "../../actors/users/feed.ts";
import { listUsers } from "../../actors/users/users.ts";
import { erasePeople } from "../../jobs/erasure/erase_people.ts";
import { deleteExpired } from "../../jobs/operations/delete_expired.ts";
import { startApp, type TestApp } from "../helpers/app/app.ts";
import { openTestDatabase } from "../helpers/app/database.ts";
import { giveUpNextCommit } from "../helpers/app/kv.ts";
import { at } from "../helpers/app/stores.ts";
import { feedRowsOf, inboxOf } from "../helpers/app/traces.ts";
import { openKvServer } from "../helpers/kv/server.ts";
import { PASSWORD, type Person } from "../helpers/people/person.ts";
import { errorCode, follow, ok, publish } from "../helpers/people/steps.ts";

const { signal } = new AbortController();

const comment = async (app: TestApp, by: Person, postId: string) => {
  ok(await by.post(`/posts/${postId}/comments`, { content: "First" }), 201);
  await app.settled();
};

/** Deletes a person's account, and erases it as if the time to undo that was over. */
async function erase(app: TestApp, person: Person): Promise<void> {
  ok(await person.delete("/users/me", { password: PASSWORD }), 202);
  await app.ctx
    .sql`update users set deleted_at = now() - interval '90 days' where id = ${person.id}`;
  await app.settled();
  assertEquals(await erasePeople(app.ctx, signal), { erased: 1, unfinished: 0 });
}

Deno.test("a mark as read that reaches KV long after it was given up overwrites nothing newer", async () => {
  await using kv = openKvServer();
  await using database = await openTestDatabase();
  const options = { database, env: { KV_URL: kv.url } };
  await using app = await startApp(options);
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  await comment(app, bob, postId);
  assertEquals((await inboxOf(ada)).unread, 1);

  const [arrive, arrived] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  // The server ends only after all its requests.
  using _ = { [Symbol.dispose]: arrive.resolve };
  const isMark = (bytes: Uint8Array) => {
    const text = new TextDecoder("latin1").decode(bytes);
    return text.includes("unread") && !text.includes("delivered");
  };
  kv.faults = {
    beforeWrite: (bytes) => isMark(bytes) ? arrive.promise : undefined,
    afterWrite: (bytes) => isMark(bytes) ? arrived.resolve() : undefined,
  };
  errorCode(await ada.post("/notifications/read-all"), 503);
  await comment(app, bob, postId);
  arrive.resolve();
  await arrived.promise;

  await using fresh = await startApp(options);
  assertEquals(await inboxOf(at({ app: fresh }, ada)), {
    items: ["comment of 1", "comment of 1, read"],
    unread: 1,
  });
});

Deno.test("the first assembly of an inbox that arrives late overwrites nothing newer", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  await app.settled();
  const arrive = giveUpNextCommit(app.ctx.kv, ada);
  errorCode(await ada.get("/notifications"), 503);
  await comment(app, bob, postId);
  assertEquals(await arrive(), false);
  app.ctx.actors.evictAll();
  assertEquals(await inboxOf(ada), { items: ["comment of 1"], unread: 1 });
});

Deno.test("an assembly of a feed that arrives late does not replace a newer one", async () => {
  await using app = await startApp();
  const { kv } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  await app.settled();
  const arrive = giveUpNextCommit(kv, bob);
  errorCode(await bob.get("/feed"), 503);
  await follow(app, bob, ada);
  ok(await bob.get("/feed"), 200);
  const assembled = await readAssembled(kv, bob.id);
  assertEquals(await arrive(), false);
  assertEquals(await readAssembled(kv, bob.id), assembled);
});

Deno.test("no late commit brings anything of an erased person back", async () => {
  await using app = await startApp();
  const { kv } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  await publish(app, ada);
  await follow(app, bob, ada);
  const ownInbox = giveUpNextCommit(kv, ada);
  errorCode(await ada.get("/notifications"), 503);
  const ownFeed = giveUpNextCommit(kv, ada);
  errorCode(await ada.get("/feed"), 503);
  const feedOfFollower = giveUpNextCommit(kv, bob);
  errorCode(await bob.get("/feed"), 503);
  await erase(app, ada);
  for (const arrive of [ownInbox, ownFeed, feedOfFollower]) assertEquals(await arrive(), false);
  assertEquals((await Array.fromAsync(listUsers(app.ctx.kvStores))).includes(ada.id), false);
  assertEquals(await feedRowsOf(app, bob.id), []);
});

Deno.test("a notification that expired stays away from an inbox that is written late", async () => {
  await using app = await startApp();
  const { kv, sql } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  await comment(app, bob, (await publish(app, ada)).postId);
  ok(await ada.post("/notifications/read-all"), 204);
  await app.settled();
  const arrive = giveUpNextCommit(kv, ada);
  errorCode(await ada.post("/notifications/read-all"), 503);
  await app.settled();
  await sql`
    update notifications set created_at = now() - interval '91 days',
      read_at = now() - interval '91 days'`;
  assertEquals((await deleteExpired.run(app.ctx, signal)).notifications, 1);
  assertEquals(await arrive(), false);
  app.ctx.actors.evictAll();
  assertEquals((await inboxOf(ada)).items, []);
});
