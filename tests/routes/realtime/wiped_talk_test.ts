import { assertEquals } from "@std/assert";
import { at, openStores } from "../../helpers/app/stores.ts";
import { makeGroup, makeRoom, makeSpace, say } from "../../helpers/conversations/talk.ts";
import { ok } from "../../helpers/people/steps.ts";

Deno.test("after the loss of KV each topic of talk gets a reset, and nothing else is lost", async () => {
  await using stores = await openStores();
  const first = await stores.start();
  const [ada, bob] = await first.app.people("ada", "bob");
  const group = await makeGroup(first.app, ada, bob);
  const space = await makeSpace(first.app, ada, bob);
  const room = await makeRoom(first.app, space);
  const topics = ["user", `conversation:${group}`, `conversation:${room}`, `space:${space}`];
  const before = await first.open(bob);
  await before.subscribe(...topics);
  for (const id of [group, room]) {
    for (const body of ["one", "two @bob", "three"]) await say(ada, id, body);
  }
  ok(await bob.post(`/conversations/${group}/read`, { seq: 1 }), 200);
  await first.app.settled();
  const { cursors } = before;
  const seen = async (listening: typeof first) => {
    const person = at(listening, bob);
    const { data } = ok(await person.get("/conversations"), 200);
    const badge = ok(await person.get("/notifications/unread-count"), 200).data;
    const { notifications } = ok(await person.get("/notifications"), 200).data;
    return { data, badge, notifications };
  };
  const shown = await seen(first);
  await before.close();
  await first[Symbol.asyncDispose]();

  await stores.wipeKv();
  await using second = await stores.start();
  assertEquals(await seen(second), shown);
  await using after = await second.open(at(second, bob));
  await after.subscribe(...topics.map((topic) => ({ topic, cursor: cursors[topic]! })));
  const resets = [];
  while (resets.length < topics.length) {
    resets.push((await after.frame(({ op }) => op === "reset")).topic);
  }
  assertEquals(resets.sort(), topics.toSorted());
  const { data } = ok(await at(second, bob).get(`/conversations/${group}/messages?after=1`), 200);
  assertEquals(data.messages.map(({ seq }: { seq: number }) => seq), [2, 3]);
  const { seq } = await say(at(second, ada), group, "four");
  for (const topic of ["user", `conversation:${group}`]) {
    const { event } = await after.next("message.created", (frame) => frame.topic === topic);
    assertEquals(event.data.seq, seq);
  }
});
