import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { loadMessageCards } from "../../../db/messages/cards.ts";
import { changeReaction } from "../../../db/messages/reactions.ts";
import { one, type Sql } from "../../../db/sql.ts";
import { transact } from "../../../db/transact.ts";
import { REACTION_PEOPLE_KEPT } from "../../../domain/conversations/limits.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { addPeople, makeGroup, say } from "../../helpers/conversations/talk.ts";

const MANY = 5000;

/** Returns the numbers of reactions as they are kept and as they are counted. */
async function countsOf({ ctx: { sql } }: TestApp) {
  const kept =
    await sql`select message_id, emoji, count from message_reaction_counts order by 1, 2`;
  const real = await sql`
    select message_id, emoji, count(*)::int as count from message_reactions
    group by message_id, emoji order by 1, 2`;
  return { kept: [...kept], real: [...real] };
}

Deno.test("kept numbers of reactions are those of the rows, whatever is done at once", async () => {
  await using app = await startApp();
  const { sql, db } = app.ctx;
  const [ada] = await app.people("ada");
  const people = await addPeople(app, 5);
  const id = await makeGroup(app, ada, ...people);
  const messages = [await say(ada, id, "one"), await say(ada, id, "two")];
  const step = fc.record({
    who: fc.nat(4),
    message: fc.nat(1),
    emoji: fc.constantFrom("🔥", "🦆", "❤️"),
    isMade: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 4 }),
      async (rounds) => {
        for (const round of rounds) {
          await Promise.all(
            round.map(({ who, message, emoji, isMade }) =>
              transact(db, (tx) =>
                changeReaction(tx, {
                  messageId: messages[message]!.messageId,
                  viewerId: people[who]!.id,
                  emoji,
                  isMade,
                }))
            ),
          );
          const { kept, real } = await countsOf(app);
          assertEquals(kept, real);
        }
      },
    ),
    { numRuns: 15 },
  );
  for (const { id: viewerId } of people) {
    const change = { messageId: messages[0].messageId, viewerId, emoji: "🔥", isMade: true };
    await transact(db, (tx) => changeReaction(tx, change));
  }
  // An erased person takes their reactions along.
  await sql`delete from users where id = ${people[0]!.id}`;
  const left = await countsOf(app);
  assertEquals(left.kept, left.real);
  await sql`delete from message_reactions`;
  assertEquals((await countsOf(app)).kept, []);
});

Deno.test("a reaction to a popular message reads no more rows than the people who are kept", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeGroup(app, ada, bob);
  const { messageId } = await say(ada, id, "Popular");
  await sql`
    insert into users (id, username, email, password_hash, full_name)
    select gen_random_uuid(), 'p_' || n, 'p' || n || '@example.com', 'none', 'P ' || n
    from generate_series(1, ${MANY}::int) as n`;
  await sql`
    insert into message_reactions (id, message_id, user_id, emoji)
    select gen_random_uuid(), ${messageId}, id, '🔥' from users where username like 'p\\_%'`;
  await sql`analyze message_reactions`;
  const { count, card } = await sql.begin(async (tx) => {
    const before = await readIn(tx);
    await changeReaction({ sql: tx, record() {}, wake() {} }, {
      messageId,
      viewerId: bob.id,
      emoji: "🔥",
      isMade: true,
    });
    const cards = await loadMessageCards(tx, [messageId]);
    return { count: await readIn(tx) - before, card: cards.get(messageId)! };
  });
  assertEquals(card.reactions[0]!.count, MANY + 1);
  assertEquals(card.reactions[0]!.userIds.length, REACTION_PEOPLE_KEPT);
  assert(count < 2 * REACTION_PEOPLE_KEPT, `${count} rows`);
});

/** Returns how many rows of reactions this transaction has read. */
async function readIn(sql: Sql): Promise<number> {
  const { count } = await one(sql<{ count: number }[]>`
    select (seq_tup_read + idx_tup_fetch)::float as count
    from pg_stat_xact_user_tables where relname = 'message_reactions'`);
  return count;
}
