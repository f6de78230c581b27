import { assert, assertEquals } from "@std/assert";
import { prepareFanOuts } from "../../../db/feeds/fan_out.ts";
import type { SqlPool } from "../../../db/sql.ts";
import type { RecordedEvent } from "../../../domain/events/events.ts";
import type { FeedEvent } from "../../../domain/events/feeds.ts";
import { ALL_PARTS, bitOf, partOf, shardOfPart } from "../../../domain/events/parts.ts";
import { newId, type UserId } from "../../../domain/ids.ts";
import { newEvent, openOutbox } from "../../helpers/app/outbox.ts";

type FanOut = Extract<FeedEvent, { type: "feed.fan_out" }>;

/** Creates an author with this many active followers; returns their ids in order. */
async function insertFollowers(sql: SqlPool, authorId: UserId, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId()).sort();
  await sql`
    insert into users (id, username, email, password_hash, full_name, last_active_at)
    select id, 'u' || right(id::text, 12), id || '@example.com', '', '', now()
    from unnest(${[authorId, ...ids]}::uuid[]) as u (id)`;
  await sql`
    insert into follows (id, follower_id, followee_id)
    select id, id, ${authorId} from unnest(${ids}::uuid[]) as u (id)`;
  return ids;
}

function fanOutOf(authorId: UserId): RecordedEvent {
  const postId = newId<"post">();
  return newEvent({ type: "feed.fan_out", authorId, postId, sortId: postId, after: null });
}

/** Prepares a fan-out and all pieces that it leaves; returns the followers of each piece. */
async function prepareAll(sql: SqlPool, first: RecordedEvent, shards: number) {
  const prepared: { event: FanOut; part: number; ids: string[] }[] = [];
  let waiting = [first];
  while (waiting.length > 0) {
    const followers = await prepareFanOuts(sql, waiting, ALL_PARTS, {
      pulledAbove: 100_000,
      shards,
    });
    for (const { id, event } of waiting as (RecordedEvent & { event: FanOut })[]) {
      const part = event.part ?? partOf(event.authorId);
      prepared.push({ event, part, ids: followers[id]! });
    }
    const rows = await sql<{ id: string; event: never }[]>`
      delete from outbox returning id, event`;
    waiting = rows.map((row) => ({ ...first, ...row }));
  }
  return prepared;
}

Deno.test("a fan-out to many is split into pieces for different deliverers, which leave nobody out", async () => {
  await using outbox = await openOutbox(1);
  const { sql } = outbox;
  const authorId = newId<"user">();
  const ids = await insertFollowers(sql, authorId, 1100);
  const pieces = await prepareAll(sql, fanOutOf(authorId), 1);
  assertEquals(pieces.map((piece) => piece.ids.length), [400, 400, 300]);
  assertEquals(pieces.flatMap((piece) => piece.ids), ids);
  assertEquals(new Set(pieces.map((piece) => piece.part)).size, 3);
});

Deno.test("each KV store has pieces of its own followers, delivered by its own parts", async () => {
  await using outbox = await openOutbox(1);
  const { sql } = outbox;
  const authorId = newId<"user">();
  const ids = await insertFollowers(sql, authorId, 1500);
  for (const shards of [2, 3]) {
    const pieces = await prepareAll(sql, fanOutOf(authorId), shards);
    assertEquals(pieces.flatMap((piece) => piece.ids).sort(), ids);
    for (const { part, ids } of pieces) {
      assert(ids.length > 0 && ids.length <= 400);
      const stores = ids.map((id) => shardOfPart(partOf(id), shards));
      assertEquals(new Set(stores), new Set([shardOfPart(part, shards)]));
    }
  }
});

Deno.test("only active followers get a post, and nobody gets those that readers merge", async () => {
  await using outbox = await openOutbox(1);
  const { sql } = outbox;
  const authorId = newId<"user">();
  const [away, ...rest] = await insertFollowers(sql, authorId, 3);
  await sql`update users set last_active_at = now() - interval '15 days' where id = ${away!}`;
  const event = fanOutOf(authorId);
  const options = { pulledAbove: 3, shards: 1 };
  assertEquals(await prepareFanOuts(sql, [event], ALL_PARTS, options), { [event.id]: rest });
  await sql`update users set followers_count = 4 where id = ${authorId}`;
  assertEquals(await prepareFanOuts(sql, [event], ALL_PARTS, options), {});
});

Deno.test("the rest of a piece that failed is delivered again to nobody else", async () => {
  await using outbox = await openOutbox(1);
  const { sql } = outbox;
  const authorId = newId<"user">();
  const ids = await insertFollowers(sql, authorId, 900);
  const whole = fanOutOf(authorId);
  const [first, ...others] = await prepareAll(sql, whole, 1);
  for (const after of [null, ids[99]!]) {
    const rest = { ...whole, event: { ...first!.event, after, until: first!.ids.at(-1)! } };
    const left = ids.slice(after === null ? 0 : 100, 400);
    assertEquals((await prepareAll(sql, rest, 1)).map((piece) => piece.ids), [left]);
  }
  assertEquals(others.flatMap((piece) => piece.ids), ids.slice(400));
});

Deno.test("only the owner of its part delivers a fan-out, even if its row names all parts", async () => {
  await using outbox = await openOutbox(1);
  const { sql } = outbox;
  const authorId = newId<"user">();
  const ids = await insertFollowers(sql, authorId, 2);
  const event = fanOutOf(authorId);
  const prepare = (parts: bigint) =>
    prepareFanOuts(sql, [event], parts, { pulledAbove: 10, shards: 1 });
  assertEquals(await prepare(ALL_PARTS & ~bitOf(authorId)), {});
  assertEquals(await prepare(bitOf(authorId)), { [event.id]: ids });
});
