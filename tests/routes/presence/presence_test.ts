import { assertEquals } from "@std/assert";
import { dmPair } from "../../../domain/conversations/conversations.ts";
import { type ConversationId, newId } from "../../../domain/ids.ts";
import { ONLINE_FOR_MS, type Presence, toMinute } from "../../../domain/presence/presence.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { openTestDatabase } from "../../helpers/app/database.ts";
import { type ListeningApp, startListening } from "../../helpers/app/listening.ts";
import { startServer } from "../../helpers/app/server.ts";
import { type Person, send } from "../../helpers/people/person.ts";
import { errorCode, follow, ok } from "../../helpers/people/steps.ts";
import { Live } from "../../helpers/realtime/live.ts";

const presenceOf = async (viewer: Person, ...people: { id: string }[]) => {
  const ids = people.map(({ id }) => id).join();
  return ok(await viewer.get(`/presence?userIds=${ids}`), 200).data.presence;
};

/** Puts people into a group, or a DM of two; those in `asked` have not accepted it. */
async function gather(
  { ctx: { sql } }: TestApp,
  kind: "dm" | "group",
  people: readonly Person[],
  asked: readonly Person[] = [],
): Promise<string> {
  const id = newId();
  const pair = kind === "dm" ? dmPair(people[0]!.id, people[1]!.id) : { low: null, high: null };
  await sql`
    insert into conversations (id, kind, dm_low, dm_high, members_count)
    values (${id}, ${kind}, ${pair.low}, ${pair.high}, ${people.length})`;
  for (const person of people) {
    const status = asked.includes(person) ? "request" : "accepted";
    await sql`
      insert into conversation_members (conversation_id, user_id, id, status)
      values (${id}, ${person.id}, ${newId()}, ${status})`;
  }
  return id;
}

/** Ends the time for which people without a connection stay online. */
async function letTimePass({ ctx }: TestApp): Promise<void> {
  await ctx.presence.tick(Date.now() + ONLINE_FOR_MS);
}

Deno.test("mutual followers see who is online, and when somebody was last", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, ada, bob);
  await follow(app, bob, ada);
  assertEquals(await presenceOf(ada, bob), [{ userId: bob.id, online: false, lastSeenAt: null }]);
  const live = await listening.open(bob);
  const [online] = await presenceOf(ada, bob);
  assertEquals(online.online, true);
  await live.close();
  await letTimePass(app);
  const [seen] = await presenceOf(ada, bob);
  assertEquals(seen.online, false);
  const [{ lastSeenAt }] = await app.ctx.sql<[{ lastSeenAt: Date }]>`
    select last_seen_at from users where id = ${bob.id}`;
  assertEquals(seen.lastSeenAt, new Date(toMinute(lastSeenAt.getTime())).toISOString());
});

Deno.test("strangers, one-sided followers and blocked people are answered as nobody is", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, fan, idol, foe, eve] = await app.people("ada", "fan", "idol", "foe", "eve");
  await follow(app, fan, ada);
  await follow(app, ada, idol);
  await follow(app, ada, foe);
  await follow(app, foe, ada);
  await gather(app, "group", [ada, foe]);
  ok(await foe.post(`/users/${ada.id}/block`), 200);
  await using _open = await openAll(listening, fan, idol, foe, eve, ada);
  const nobody = await ada.get(`/presence?userIds=${newId()}`);
  assertEquals(nobody.data, { presence: [] });
  for (const person of [fan, idol, foe, eve, ada]) {
    const answer = await ada.get(`/presence?userIds=${person.id}`);
    assertEquals(JSON.stringify(answer.body), JSON.stringify(nobody.body));
  }
});

Deno.test("somebody who hides their presence is not shown, learns nothing, and leaves no trace", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  await gather(app, "dm", [ada, bob]);
  await app.ctx.sql`update users set shows_presence = false where id = ${bob.id}`;
  await using _open = await openAll(listening, ada, bob);
  assertEquals(await presenceOf(ada, bob), []);
  assertEquals(await presenceOf(bob, ada), []);
  await _open[Symbol.asyncDispose]();
  await letTimePass(app);
  const traces = await app.ctx.sql<{ username: string }[]>`
    select username from users where last_seen_at is not null`;
  assertEquals(traces.map(({ username }) => username), ["ada"]);
});

Deno.test("a DM or a group that both have accepted shows presence, and a common space does not", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan, eve] = await app.people("ada", "bob", "cyd", "dan", "eve");
  await gather(app, "dm", [ada, bob]);
  await gather(app, "group", [ada, cyd, dan], [dan]);
  const gone = await gather(app, "group", [ada, eve]);
  const spaceId = newId();
  await app.ctx.sql`insert into spaces (id, name) values (${spaceId}, 'Lakes')`;
  for (const { id } of [ada, eve]) {
    await app.ctx.sql`
      insert into space_members (space_id, user_id, role, id)
      values (${spaceId}, ${id}, 'member', ${newId()})`;
  }
  await app.ctx.sql`update conversations set deleted_at = now() where id = ${gone}`;
  const seen = await presenceOf(ada, eve, dan, cyd, bob, cyd);
  assertEquals(seen.map(({ userId }: { userId: string }) => userId), [cyd.id, bob.id]);
  assertEquals(await presenceOf(dan, ada, cyd), [], "who was asked has not accepted");
});

Deno.test("GET /presence takes one to a hundred ids of signed-in people's choice", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const ids = Array.from({ length: 101 }, () => newId());
  ok(await ada.get(`/presence?userIds=${ids.slice(1).join()}`), 200);
  for (const query of ["", "?userIds=", "?userIds=,", "?userIds=ada", `?userIds=${ids.join()}`]) {
    assertEquals(errorCode(await ada.get(`/presence${query}`), 400), "validation_failed");
  }
  const anonymous = await send(app.fetch, "GET", `/api/v1/presence?userIds=${ids[0]}`);
  assertEquals(errorCode(anonymous, 401), "unauthenticated");
});

Deno.test("instances tell each other who is online, and an instance alone writes nothing", async () => {
  await using database = await openTestDatabase();
  await using near = await startListening({ database });
  const [ada, bob] = await near.app.people("ada", "bob");
  const conversationId = await gather(near.app, "dm", [ada, bob]) as ConversationId;
  const rows = () => Array.fromAsync(near.app.ctx.kvStores[0]!.list({ prefix: ["online"] }));
  await using _ada = await near.open(ada);
  await near.app.ctx.presence.tick();
  assertEquals(await rows(), []);

  await using far = await startApp({ database });
  await using server = startServer(far);
  await using _bob = await Live.connect(server, { token: bob.accessToken });
  const announced = Promise.withResolvers<Presence>();
  using _followed = near.app.ctx.presence.follow(conversationId, announced.resolve);
  for (;;) {
    await far.ctx.presence.tick();
    await near.app.ctx.presence.tick();
    const [presence] = await presenceOf(ada, bob);
    if (presence.online) break;
  }
  assertEquals((await rows()).length, 2);
});

async function openAll(listening: ListeningApp, ...people: Person[]) {
  const open = new AsyncDisposableStack();
  for (const person of people) open.use(await listening.open(person));
  return open;
}
