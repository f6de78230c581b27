import { assertEquals, assertStringIncludes } from "@std/assert";
import { listParkedEvents, retryParkedEvents } from "../../db/outbox/failed_events.ts";
import { DELIVERY_TRIES_MAX } from "../../domain/limits.ts";
import { makeAdmins } from "../helpers/people/admins.ts";
import { startApp, type TestApp } from "../helpers/app/app.ts";
import { ok, publish } from "../helpers/people/steps.ts";
import { inboxOf, logOf } from "../helpers/app/traces.ts";

const parked = ({ ctx }: TestApp) => listParkedEvents(ctx.sql, 100);

async function commentsHeard(app: TestApp, postId: string): Promise<unknown[]> {
  const log = await logOf(app, `post:${postId}`);
  return log.map(({ ref }) => "commentId" in ref ? ref.commentId : undefined);
}

Deno.test("an event whose effects cannot be computed is parked; all others arrive once and in order", async () => {
  // In several KV stores, an event is parked only for the people of one.
  await using app = await startApp({ env: { KV_URL: ":memory:" } });
  const { sql, log } = app.ctx;
  const [ada, bob, eve, root] = await app.people("ada", "bob", "eve", "rosa");
  await makeAdmins(app, root);
  const { postId } = await publish(app, ada);
  await app.settled();
  const failures: string[] = [];
  Object.assign(log, { error: (message: string) => void failures.push(message) });
  // One statement records all notifications: it throws at the comment of one person.
  await sql.unsafe(`
    create function refuse() returns trigger language plpgsql as
    $$ begin
      if new.actor_id = '${eve.id}' then raise exception 'not this one'; end if;
      return new;
    end $$;
    create trigger refuse before insert on notification_actors
    for each row execute function refuse()`);
  const [poison, sound] = [[] as string[], [] as string[]];
  for (const author of [bob, eve, bob, eve, bob]) {
    const { data } = ok(await author.post(`/posts/${postId}/comments`, { content: "Hi" }), 201);
    (author === eve ? poison : sound).push(data.commentId);
  }
  await app.ctx.relay.idle();
  assertEquals(await commentsHeard(app, postId), sound);
  assertEquals(await inboxOf(ada), {
    items: ["comment of 1", "comment of 1", "comment of 1"],
    unread: 3,
  });
  const found = await parked(app);
  assertEquals(found.map(({ type }) => type), ["comment.created", "comment.created"]);
  for (const { error, tries } of found) {
    assertStringIncludes(error, "not this one");
    assertEquals(tries, DELIVERY_TRIES_MAX);
  }
  assertEquals(failures.filter((message) => message === "event parked").length, 2);
  assertStringIncludes(await (await app.fetch("/metrics")).text(), "tintype_outbox_failed 2");
  const { drifts } = ok(await root.get("/admin/invariants?scope=all"), 200).data;
  const named = drifts.filter(({ what }: { what: string }) => what === "event.parked");
  assertEquals(named.map(({ id }: { id: string }) => id), found.map(({ id }) => id));

  await sql`drop function refuse cascade`;
  assertEquals(await retryParkedEvents(sql, null), 2);
  await app.ctx.relay.idle();
  assertEquals(await commentsHeard(app, postId), [...sound, ...poison]);
  assertEquals((await inboxOf(ada)).unread, 5);
  assertEquals((await parked(app)).length, 0);
});

/** Lets KV refuse any commit with a row of one inbox. */
function refuseInbox(kv: Deno.Kv, userId: string): { isOn: boolean } {
  const refusing = { isOn: true };
  const begin = kv.atomic.bind(kv);
  kv.atomic = () => {
    const atomic = begin();
    const set = atomic.set.bind(atomic);
    atomic.set = (key, ...rest) => {
      if (refusing.isOn && key.includes(userId) && key.includes("inbox")) {
        throw new TypeError("This value cannot be kept");
      }
      return set(key, ...rest);
    };
    return atomic;
  };
  return refusing;
}

Deno.test("an event that KV refuses is parked alone, and arrives whole when it is retried", async () => {
  await using app = await startApp();
  const { kv, sql } = app.ctx;
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada);
  const { postId: other } = await publish(app, cora);
  await app.settled();
  await inboxOf(ada);
  const refusing = refuseInbox(kv, ada.id);
  await bob.post(`/posts/${other}/comments`, { content: "Before" });
  await bob.post(`/posts/${postId}/comments`, { content: "Poison" });
  await bob.post(`/posts/${other}/comments`, { content: "After" });
  await app.ctx.relay.idle();
  assertEquals(await inboxOf(cora), { items: ["comment of 1", "comment of 1"], unread: 2 });
  assertEquals((await commentsHeard(app, other)).length, 2);
  assertEquals((await parked(app)).map(({ type }) => type), ["comment.created"]);
  refusing.isOn = false;
  await retryParkedEvents(sql, (await parked(app)).map(({ id }) => id));
  await app.ctx.relay.idle();
  assertEquals(await inboxOf(ada), { items: ["comment of 1"], unread: 1 });
  const created = (await logOf(app, `user:${ada.id}`)).filter(({ type }) =>
    type.startsWith("notif")
  );
  assertEquals(created.length, 1);
});

Deno.test("likes that Postgres had counted before they were parked are counted once", async () => {
  await using app = await startApp();
  const { kv, sql } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  await app.settled();
  await inboxOf(ada);
  const refusing = refuseInbox(kv, ada.id);
  ok(await bob.post(`/posts/${postId}/like`), 200);
  await app.ctx.relay.idle();
  assertEquals((await parked(app)).map(({ type }) => type), ["likes.changed"]);
  refusing.isOn = false;
  await retryParkedEvents(sql, null);
  await app.ctx.relay.idle();
  assertEquals(await inboxOf(ada), { items: ["like of 1"], unread: 1 });
  const rows = await sql`select actors_count from notifications where user_id = ${ada.id}`;
  assertEquals([...rows], [{ actorsCount: 1 }]);
});
