import { assertEquals, assertRejects } from "@std/assert";
import { to } from "../../../actors/runtime/actor.ts";
import { asOne, shardOfKey } from "../../../actors/runtime/shards.ts";
import { ActorSystem } from "../../../actors/runtime/system.ts";
import { type KvCommit, OwnCommits } from "../../../actors/topics/own_commits.ts";
import { feedActor } from "../../../actors/users/feed.ts";
import { newId, type PostId, type UserId } from "../../../domain/ids.ts";
import { openMemoryKv, UNCHECKED } from "../../helpers/app/kv.ts";
import { idIn } from "../../helpers/kv/shards.ts";

const arrival = (userId: string) => {
  const entry = { sortId: newId(), postId: newId() as PostId, authorId: newId() as UserId };
  return to(feedActor, userId, { type: "arrived", entry, eventId: newId(), at: 1 });
};

async function openTwo() {
  const opened = [await openMemoryKv(), await openMemoryKv()] as const;
  const kv = asOne(opened.map((store) => store.kv));
  const system = new ActorSystem(kv, () => {}, { shards: 2 });
  return { opened, kv, system, [Symbol.dispose]: () => kv.close() };
}

Deno.test("a store that does not respond delays no commit to another one", async () => {
  using two = await openTwo();
  const { opened: [frozen, other], kv, system } = two;
  const thaw = Promise.withResolvers<void>();
  frozen.trouble.before = () => thaw.promise;
  const [ada, bob] = [idIn(0, 2), idIn(1, 2)];
  const waiting = system.send({ envelopes: [arrival(ada)], log: [], checks: UNCHECKED });
  await system.send({ envelopes: [arrival(bob)], log: [], checks: UNCHECKED });
  assertEquals([frozen.commits(), other.commits()], [1, 1]);
  assertEquals((await system.state(feedActor, bob)).entries.length, 1);
  assertEquals((await feedActor.load(kv, ada)).entries.length, 0);
  thaw.resolve();
  await waiting;
  assertEquals((await feedActor.load(kv, ada)).entries.length, 1);
});

Deno.test("the states of one store are dropped, and those of others stay", async () => {
  using two = await openTwo();
  const { system } = two;
  const [ada, bob] = [idIn(0, 2), idIn(1, 2)];
  for (const id of [ada, bob]) await system.state(feedActor, id);
  system.evictShard(0);
  assertEquals([ada, bob].map((id) => system.peek(feedActor, id) !== undefined), [false, true]);
});

Deno.test("commits to two stores may have the same versionstamp, and are told apart", async () => {
  const [one, two] = [await openMemoryKv(), await openMemoryKv()];
  using kv = asOne([one.kv, two.kv]);
  const own = new OwnCommits();
  const made: (KvCommit | null)[] = [];
  const system = new ActorSystem(kv, (_, commit) => void made.push(commit), { shards: 2 });
  const versionstamp = await system.send({
    envelopes: [arrival(idIn(1, 2))],
    log: [],
    checks: UNCHECKED,
  });
  assertEquals(made, [{ shard: 1, versionstamp }]);
  own.add(made[0]!);
  assertEquals([0, 1].map((shard) => own.has({ shard, versionstamp })), [false, true]);
});

Deno.test("a unit for two stores is refused whole, and fails none of its neighbours", async () => {
  using two = await openTwo();
  const { kv, system } = two;
  const [ada, bob] = [idIn(0, 2), idIn(1, 2)];
  const send = (...userIds: string[]) =>
    system.send({ envelopes: userIds.map(arrival), log: [], checks: UNCHECKED });
  await Promise.all([
    send(ada),
    assertRejects(() => send(ada, bob), Error, "2 stores instead of one"),
    send(ada),
  ]);
  assertEquals((await feedActor.load(kv, ada)).entries.length, 2);
  assertEquals((await feedActor.load(kv, bob)).entries.length, 0);
});

Deno.test("all rows of a user and of a topic are in one store, and checkpoints name theirs", () => {
  for (const count of [2, 3, 5]) {
    for (let shard = 0; shard < count; shard++) {
      const id = idIn(shard, count);
      const keys = [["user", id, "feed", newId()], ["log", `user:${id}`], [
        "log",
        `post:${id}`,
        "0",
      ]];
      assertEquals(keys.map((key) => shardOfKey(key, count)), [shard, shard, shard]);
      assertEquals(shardOfKey(["delivered", "main", newId(), shard], count), shard);
    }
    const anywhere = [["log", "cluster"], ["meta", "generation"], ["user"], []];
    assertEquals(anywhere.map((key) => shardOfKey(key, count)), [null, null, null, null]);
  }
});
