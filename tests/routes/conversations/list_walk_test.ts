import { assert, assertEquals } from "@std/assert";
import { transact } from "../../../db/transact.ts";
import { type ConversationId, newId } from "../../../domain/ids.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { insertMessage } from "../../helpers/conversations/rows.ts";
import type { Person } from "../../helpers/people/person.ts";
import { errorCode, ok, walkList } from "../../helpers/people/steps.ts";

// deno-lint-ignore no-explicit-any -- as in Answer
const idsOf = (conversations: any[]) => conversations.map((one) => one.conversationId);

Deno.test("a walk over 300 conversations while people write has each one exactly once", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const ids = await insertMany(app, ada, bob, 300);
  for (const id of ids) await insertMessage(app, id, bob);
  let isWalking = true;
  let sent = 0;
  const writing = Array.from({ length: 4 }, async (_, writer) => {
    for (let n = writer; isWalking; n += 7) {
      await insertMessage(app, ids[(n * 31) % ids.length]!, bob);
      sent++;
    }
  });
  for (const limit of [7, 20, 50]) {
    for (let walk = 0; walk < 3; walk++) {
      const listed = idsOf(await walkList(ada, "/conversations", "conversations", limit));
      assertEquals(listed.length, new Set(listed).size, "twice");
      assertEquals(listed.toSorted(), ids.toSorted());
    }
  }
  isWalking = false;
  await Promise.all(writing);
  assert(sent > 100, `${sent} messages`);
});

Deno.test("conversations that were all made at one moment are listed exactly once too", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const ids = await insertMany(app, ada, bob, 30);
  const listed = idsOf(
    await walkList(ada, "/conversations", "conversations", 4, async (page) => {
      for (let n = 0; n < 3; n++) await insertMessage(app, ids[page * 3 + n]!, bob);
    }),
  );
  assertEquals(listed.toSorted(), ids.toSorted());
});

Deno.test("a cursor is of one list and one person", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await insertMany(app, ada, bob, 3);
  const { data } = ok(await ada.get("/conversations?limit=2"), 200);
  const cursor = data.pagination.nextCursor;
  for (
    const [person, query] of [[bob, ""], [ada, "&kind=group"], [ada, "&archived=true"]] as const
  ) {
    const answer = await person.get(`/conversations?limit=2&cursor=${cursor}${query}`);
    assertEquals(errorCode(answer, 400), "invalid_cursor");
  }
  assertEquals(
    errorCode(await ada.get(`/conversations?cursor=${"A".repeat(9000)}`), 400),
    "validation_failed",
  );
});

async function insertMany(app: TestApp, one: Person, other: Person, count: number) {
  const ids = Array.from({ length: count }, () => newId() as ConversationId);
  await transact(app.ctx.db, async ({ sql, record }) => {
    await sql`
      insert into conversations (id, kind, owner_id, name, members_count)
      select unnest(${ids}::uuid[]), 'group', ${one.id}, 'Lakes', 2`;
    for (const userId of [one.id, other.id]) {
      await sql`
        insert into conversation_members (conversation_id, user_id, id)
        select unnest(${ids}::uuid[]), ${userId}, gen_random_uuid()`;
    }
    const memberIds = [one.id, other.id];
    record({ type: "conversation.created", conversationId: ids[0]!, memberIds, spaceId: null });
  });
  return ids;
}
