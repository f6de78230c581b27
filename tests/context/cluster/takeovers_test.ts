import { assertEquals } from "@std/assert";
import { TopicLogs } from "../../../actors/topics/topics.ts";
import { outboxBacklog } from "../../../db/outbox/rows.ts";
import type { SqlPool } from "../../../db/sql.ts";
import { insertEvents } from "../../../db/transact.ts";
import type { RecordedEvent } from "../../../domain/events/events.ts";
import { postTopic } from "../../../domain/events/topics.ts";
import { newId, type PostId } from "../../../domain/ids.ts";
import { Random } from "../../crash/random.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";
import { newEvent, openOutbox } from "../../helpers/app/outbox.ts";
import { openForgetful } from "../../helpers/cluster/forgetful_pool.ts";
import { type GatedInstance, startGated } from "../../helpers/cluster/gated_instance.ts";

const INSTANCES = 5;
const POSTS = 40;
const SEEDS = 3;
const STEPS = 150;

const ACTS = { write: 8, freeze: 3, thaw: 3, expire: 3, renew: 3, lose: 3, replace: 1 };
/** Statements whose answers are lost. */
const LOST = [
  "insert into prepared_batches",
  "delete from prepared_batches",
  "set owner = null",
  "owner is null and part",
  "delete from instances",
  "insert into instances",
];

Deno.test("each topic hears of each event once and in order, while instances stand still, are taken for dead and lose answers", async () => {
  for (let seed = 1; seed <= SEEDS; seed++) await check(seed);
});

async function check(seed: number): Promise<void> {
  const random = new Random(seed);
  await using outbox = await openOutbox(4 * INSTANCES);
  const { sql } = outbox;
  const pool = openForgetful(sql);
  using store = await openMemoryKv();
  const posts = Array.from({ length: POSTS }, () => newId<"post">());
  const written = new Map<PostId, string[]>(posts.map((postId) => [postId, []]));
  const instances: GatedInstance[] = [];
  try {
    for (let n = 0; n < INSTANCES; n++) instances.push(await startGated(pool.sql, store.kv));
    const any = () => random.int(0, INSTANCES - 1);
    for (let step = 0; step < STEPS; step++) {
      switch (random.weighted(ACTS)) {
        case "write": {
          const postId = random.pick(posts)!;
          const event = commentOn(postId);
          written.get(postId)!.push(event.id);
          await insertEvents(sql, [event]);
          break;
        }
        case "freeze":
          instances[any()]!.gate.close();
          break;
        case "thaw":
          instances[any()]!.gate.open();
          break;
        case "expire":
          await expire(sql, instances[any()]!);
          break;
        case "renew":
          instances[any()]!.membership.lost();
          break;
        case "lose":
          pool.loseNext(random.pick(LOST)!);
          break;
        case "replace": {
          pool.loseNext(null);
          const place = any();
          await instances[place]![Symbol.asyncDispose]();
          instances[place] = await startGated(pool.sql, store.kv);
        }
      }
      wakeAll(instances);
      // Meanwhile the instances go on.
      for (let turns = random.int(0, 5); turns > 0; turns--) await sql`select`;
    }
    for (const { gate, membership } of instances) {
      gate.open();
      membership.lost();
    }
    while ((await outboxBacklog(sql)).events > 0) wakeAll(instances);
  } finally {
    for (const instance of instances) await instance[Symbol.asyncDispose]();
  }
  const logs = new TopicLogs(store.kv);
  for (const [postId, ids] of written) {
    assertEquals(await heardOn(logs, postTopic(postId)), ids, `seed ${seed}, post ${postId}`);
  }
}

/** The clock passes the end of a lease, or the instance and the others have different clocks. */
async function expire(sql: SqlPool, { membership }: GatedInstance): Promise<void> {
  await sql`
    update instances set leased_until = now() - interval '1 second' where id = ${membership.id}`;
}

function wakeAll(instances: readonly GatedInstance[]): void {
  for (const { relay } of instances) relay.wake("main");
}

/** A comment that concerns the parts of its post, of its author, and of the post's author. */
function commentOn(postId: PostId): RecordedEvent {
  const counters = { postId, likes: 0, comments: 0, reposts: 0, rev: 0 };
  return newEvent({
    type: "comment.created",
    commentId: newId<"comment">(),
    userId: newId<"user">(),
    authorId: newId<"user">(),
    mentionedIds: [newId<"user">()],
    counters,
  });
}

async function heardOn(logs: TopicLogs, topic: string): Promise<string[]> {
  const ids: string[] = [];
  for (let place = { versionstamp: "0".repeat(20), index: Number.MAX_SAFE_INTEGER };;) {
    const page = await logs.after(topic, place);
    if (page.length === 0) return ids;
    ids.push(...page.map(({ entry }) => entry.id.split(".")[0]!));
    place = page.at(-1)!.position;
  }
}
