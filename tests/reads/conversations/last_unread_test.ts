import { assertEquals, assertRejects } from "@std/assert";
import type { Context } from "../../../context/mod.ts";
import { findSeats } from "../../../reads/conversations/access.ts";
import { countUnread } from "../../../reads/conversations/unread.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import type { Person } from "../../helpers/people/person.ts";
import { block } from "../../helpers/people/social.ts";
import { idOf, makeGroup, type Place, say, unsay } from "../../helpers/realtime/talk.ts";

/** A connection that nothing may use. */
const NO_SQL = (() => {
  throw new Error("Postgres was asked");
}) as unknown as Context["sql"];

/** Returns the unread messages of a person. Without `sql`, only those that memory knows. */
async function unreadOf({ ctx }: TestApp, { conversationId }: Place, person: Person, sql = NO_SQL) {
  const seats = await findSeats(ctx, idOf(person), [conversationId]);
  const counts = await countUnread({ cache: ctx.cache, sql }, [...seats.values()]);
  return counts.get(conversationId)!.unreadCount;
}

Deno.test("one new message is added to the unread numbers; after more they are counted", async () => {
  await using app = await startApp();
  const [ada, bob, cleo, dora] = await app.people("ada", "bob", "cleo", "dora");
  await block(app, dora, bob);
  const group = await makeGroup(app, ada, bob, cleo, dora);
  const numbers = () =>
    Promise.all([ada, bob, cleo, dora].map((person) => unreadOf(app, group, person)));
  assertEquals(await numbers(), [0, 0, 0, 0]);
  await say(app, group, ada, "one");
  assertEquals(await numbers(), [0, 1, 1, 1]);
  const second = await say(app, group, bob, "two");
  // Dora does not see those whom a block hides.
  assertEquals(await numbers(), [1, 1, 2, 1]);
  await say(app, group, ada, "three");
  await say(app, group, cleo, "four");
  await assertRejects(() => unreadOf(app, group, bob), Error, "Postgres was asked");
  assertEquals(await unreadOf(app, group, bob, app.ctx.sql), 3);
  assertEquals(await unreadOf(app, group, bob), 3);
  await unsay(app, group, second);
  await assertRejects(() => unreadOf(app, group, cleo), Error, "Postgres was asked");
  assertEquals(await unreadOf(app, group, cleo, app.ctx.sql), 2);
  await app.settled();
});
