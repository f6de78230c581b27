import { assertEquals } from "@std/assert";
import { ShardInterests } from "../../../actors/runtime/shard_interests.ts";
import { groupOf } from "../../../actors/topics/interest_groups.ts";
import { type OnTyping, TypingPeople } from "../../../context/presence/typing.ts";
import { conversationTopic, userTopic } from "../../../domain/events/topics.ts";
import { type ConversationId, newId, type UserId } from "../../../domain/ids.ts";
import {
  TYPING_FOLLOWERS_MAX,
  TYPING_INTERVAL_MS,
  TYPING_MS,
} from "../../../domain/presence/presence.ts";
import { openLog } from "../../../lib/log/log.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";
import { openInstance } from "../../helpers/realtime/cluster_instance.ts";

const newUsers = (count: number) => Array.from({ length: count }, () => newId<"user">());

/** Opens an instance where these people are in each group; without people, all are rooms. */
function openTyping(kv: Deno.Kv, { members = [] as UserId[], hasOthers = false, self = "one" }) {
  const group = { members: members.map((userId) => ({ userId })) };
  return new TypingPeople({
    kvStores: [kv],
    interests: new ShardInterests([kv], self),
    loadMembers: (ids) => Promise.resolve(new Map(ids.map((id) => [id, group]))),
    self,
    hasOthers: () => hasOthers,
    log: openLog("silent"),
  });
}

Deno.test("somebody who types all the time is shown once in three seconds, for six (#29)", async () => {
  using store = await openMemoryKv();
  const people = newUsers(1000);
  await using typing = openTyping(store.kv, {});
  const group = newId<"conversation">();
  const untils: number[] = [];
  using _followed = typing.follow(conversationTopic(group), ({ until }) => untils.push(until));
  const start = 1_000_000;
  for (let now = start; now < start + 3 * TYPING_INTERVAL_MS; now += 100) {
    for (const userId of people) {
      if (typing.take(userId, now)) await typing.add(group, userId, now);
    }
  }
  assertEquals(untils.length, 3 * people.length);
  assertEquals(Math.min(...untils), start + TYPING_MS);
  assertEquals(Math.max(...untils), start + 2 * TYPING_INTERVAL_MS + TYPING_MS);
});

Deno.test("typing is heard by the members of a group wherever they listen, and by nobody else", async () => {
  using store = await openMemoryKv();
  const [ada, bob, eve] = newUsers(3) as [UserId, UserId, UserId];
  await using typing = openTyping(store.kv, { members: [ada, bob] });
  const heard: string[] = [];
  const note = (name: string): OnTyping => ({ userId }) => heard.push(`${name}: ${userId}`);
  const [group, other] = [newId<"conversation">(), newId<"conversation">()];
  using _user = typing.follow(userTopic(bob), note("user"));
  using _topic = typing.follow(conversationTopic(group), note("conversation"));
  using _other = typing.follow(conversationTopic(other), note("other"));
  using _stranger = typing.follow(userTopic(eve), note("stranger"));
  await typing.add(group, ada);
  assertEquals(heard, [`conversation: ${ada}`, `user: ${ada}`]);
});

Deno.test("nobody is shown to type in a room that more than 200 sockets follow here", async () => {
  using store = await openMemoryKv();
  await using typing = openTyping(store.kv, {});
  const room = newId<"conversation">();
  const [ada] = newUsers(1) as [UserId];
  let heard = 0;
  using followers = new DisposableStack();
  const follow = () => followers.use(typing.follow(conversationTopic(room), () => heard++));
  for (let n = 0; n < TYPING_FOLLOWERS_MAX; n++) follow();
  await typing.add(room, ada);
  assertEquals(heard, TYPING_FOLLOWERS_MAX);
  follow();
  await typing.add(room, ada);
  assertEquals(heard, TYPING_FOLLOWERS_MAX);
});

Deno.test("other instances get one message with all who type, if they have an interest", async () => {
  using store = await openMemoryKv();
  const other = await openInstance(store.kv, "other");
  const people = newUsers(50);
  await using typing = openTyping(store.kv, { members: people, hasOthers: true });
  const [watched, unwatched] = groupsOfTwo();
  await other.logs.head(conversationTopic(watched));
  await Promise.all(people.map((userId, at) => typing.add(at % 2 ? watched : unwatched, userId)));
  while (!await other.reader.read()) await other.logs.head(conversationTopic(watched));
  const wanted = people.filter((_, at) => at % 2).map((userId) => `typing ${userId} at one`);
  assertEquals(other.handlers.received, wanted);
  const rows = await Array.fromAsync(store.kv.list({ prefix: ["cluster"] }));
  assertEquals(rows.length, 1);
});

Deno.test("an instance without others, or that nobody listens to, writes nothing", async () => {
  using store = await openMemoryKv();
  const [ada] = newUsers(1) as [UserId];
  await using alone = openTyping(store.kv, { members: [ada] });
  await alone.add(newId<"conversation">(), ada);
  assertEquals(await Array.fromAsync(store.kv.list({ prefix: [] })), []);
});

Deno.test("an instance ignores its own message, and shows those of others", async () => {
  using store = await openMemoryKv();
  const [ada] = newUsers(1) as [UserId];
  await using typing = openTyping(store.kv, { members: [ada] });
  const group = newId<"conversation">();
  const shown = Promise.withResolvers<UserId>();
  let count = 0;
  using _followed = typing.follow(conversationTopic(group), ({ userId }) => {
    count++;
    shown.resolve(userId);
  });
  const message = [{ conversationId: group, userId: ada, until: Date.now() + TYPING_MS }];
  typing.heard("one", message);
  typing.heard("two", message);
  assertEquals(await shown.promise, ada);
  assertEquals(count, 1);
});

/** Returns two conversations in different groups of interest. */
function groupsOfTwo(): [ConversationId, ConversationId] {
  const one = newId<"conversation">();
  let other = newId<"conversation">();
  while (groupOf(other) === groupOf(one)) other = newId<"conversation">();
  return [one, other];
}
