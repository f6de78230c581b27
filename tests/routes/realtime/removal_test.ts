import { assertEquals, assertLess } from "@std/assert";
import { at, openStores } from "../../helpers/app/stores.ts";
import type { Frame } from "../../helpers/realtime/live.ts";
import { remove } from "../../helpers/realtime/joining.ts";
import { makeGroup, say } from "../../helpers/realtime/talk.ts";

const MESSAGES = 60;

Deno.test("removed amid talk, somebody hears no later message, at either of two instances", async () => {
  await using stores = await openStores();
  await using one = await stores.start();
  await using other = await stores.start();
  const [ada, bob] = await one.app.people("ada", "bob");
  const group = await makeGroup(one.app, ada, bob);
  const topic = `conversation:${group.conversationId}`;
  await using here = await one.open(bob);
  await using there = await other.open(at(other, bob));
  const lives = [here, there];
  for (const live of lives) await live.subscribe("user", topic);
  const ended = lives.map(async (live) => {
    await live.frame(({ op, error }) => op === "error" && error.details?.topic === topic);
    return performance.now();
  });
  const talking = (async () => {
    for (let n = 0; n < MESSAGES; n++) await say(n % 2 ? other.app : one.app, group, ada, `${n}`);
  })();
  await here.next("message.created", ({ topic, event }) => topic === "user" && event.data.seq > 5);
  await remove(one.app, group, bob);
  const removedAt = performance.now();
  for (const endedAt of await Promise.all(ended)) assertLess(endedAt - removedAt, 1000);
  await talking;
  await Promise.all([one.app.settled(), other.app.settled()]);
  for (const live of lives) {
    const left = await live.next("member.left");
    const heard: Frame[] = await live.unread();
    const seqs = heard.flatMap(({ event }) =>
      event?.type.startsWith("message.") ? event.data.seq : []
    );
    assertEquals(seqs.filter((seq) => seq > left.event.data.afterSeq), []);
  }
});
