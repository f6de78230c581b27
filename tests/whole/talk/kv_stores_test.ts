import { assertEquals } from "@std/assert";
import { shardOfId } from "../../../actors/runtime/shards.ts";
import type { ConversationId } from "../../../domain/ids.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { makeGroup } from "../../helpers/conversations/talk.ts";
import { messageOf } from "../../helpers/conversations/writers.ts";
import { openKvServer } from "../../helpers/kv/server.ts";

const STORES = 3;
const MESSAGES = 180;

Deno.test("a stream that merges three KV stores resumes anywhere, misses nothing, and keeps the order of each conversation", async () => {
  await using opening = new AsyncDisposableStack();
  const stores = Array.from({ length: STORES }, () => opening.use(openKvServer()));
  const listening = opening.use(
    await startListening({ env: { KV_URLS: stores.map(({ url }) => url).join() } }),
  );
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  // Two conversations in each store.
  const groups: ConversationId[] = [];
  while (groups.length < 2 * STORES) {
    const id = await makeGroup(app, ada, bob);
    if (groups.filter((one) => sameStore(one, id)).length < 2) groups.push(id);
  }
  await app.settled();
  const first = await listening.open(bob);
  await first.subscribe("user");
  const sending = Array.from({ length: MESSAGES }, async (_, n) => {
    const message = messageOf(groups[n % groups.length]!, ada.id, `c${n}`);
    assertEquals((await app.ctx.messages.write(message)).verdict, "allowed");
  });
  const heard = new Map<string, number[]>();
  let live = first;
  let { user: cursor } = first.cursors;
  for (let count = 0, laps = 0; count < MESSAGES;) {
    const { event, cursor: after } = await live.next("message.created");
    cursor = after;
    const { conversationId, seq } = event.data;
    const seqs = heard.get(conversationId) ?? [];
    heard.set(conversationId, seqs);
    if (!seqs.includes(seq)) {
      seqs.push(seq);
      count++;
    }
    // It drops every few events, also inside of a commit.
    if (++laps % 7 > 0) continue;
    await live.close();
    live = await listening.open(bob);
    await live.subscribe({ topic: "user", cursor: cursor! });
  }
  await live.close();
  await Promise.all(sending);
  const wanted = Array.from({ length: MESSAGES / groups.length }, (_, n) => n + 1);
  for (const id of groups) assertEquals(heard.get(id), wanted);
});

function sameStore(one: string, other: string): boolean {
  return shardOfId(one, STORES) === shardOfId(other, STORES);
}
