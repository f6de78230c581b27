import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  conversationVisibleTo,
  floorOf,
  messageShownTo,
} from "../../../db/conversations/visibility.ts";
import { logAction } from "../../../db/moderation/actions.ts";
import type { SqlPool } from "../../../db/sql.ts";
import { CONVERSATION_KINDS, dmPair, ROLES } from "../../../domain/conversations/conversations.ts";
import { type MessageId, newId, type UserId } from "../../../domain/ids.ts";
import { seeMessages } from "../../../reads/messages/visible_message.ts";
import { startApp } from "../../helpers/app/app.ts";
import { somePairs, somePeople, writePeople } from "../../helpers/posts/graphs.ts";

const PEOPLE = 4;
const GRAPHS = 60;
const seldom = fc.nat(4).map((n) => n === 0);

const graphs = fc.record({
  people: somePeople(PEOPLE),
  blocks: somePairs(PEOPLE, 2),
  kind: fc.constantFrom(...CONVERSATION_KINDS),
  viewRole: fc.constantFrom(...ROLES),
  isDeleted: seldom,
  isSpaceDeleted: seldom,
  isOtherErased: seldom,
  seats: fc.array(
    fc.record({
      isIn: fc.nat(3).map((n) => n > 0),
      role: fc.constantFrom("moderator" as const, "member" as const),
      floorSeq: fc.nat(3),
    }),
    { minLength: PEOPLE, maxLength: PEOPLE },
  ),
  messages: fc.array(
    fc.record({
      /** The number of a person, or of nobody for an erased sender. */
      sender: fc.nat(PEOPLE),
      isDeleted: seldom,
      isTakenDown: seldom,
      isExpired: seldom,
    }),
    { minLength: 1, maxLength: 5 },
  ),
});
type Graph = typeof graphs extends fc.Arbitrary<infer G> ? G : never;

Deno.test("the rule of messages in SQL and that of values agree in every graph", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const seen = { shown: 0, tombstone: 0, missing: 0 };
  const property = fc.asyncProperty(graphs, async (graph) => {
    const { userIds, messageIds } = await write(sql, graph);
    for (const viewerId of userIds) {
      const rows = await sql<{ id: MessageId; isShown: boolean }[]>`
        select g.id, ${messageShownTo(sql, viewerId)} as is_shown
        from messages g join conversations c on c.id = g.conversation_id
        where g.id = any(${messageIds}::uuid[]) and ${conversationVisibleTo(sql, viewerId)}
          and g.seq > ${floorOf(sql, viewerId)}`;
      const inSql = new Map(rows.map(({ id, isShown }) => [id, isShown ? "shown" : "tombstone"]));
      const inValues = await seeMessages(app.ctx, viewerId, messageIds);
      for (const id of messageIds) {
        const sight = inValues.get(id)?.sight ?? "missing";
        assertEquals(inSql.get(id) ?? "missing", sight);
        seen[sight]++;
      }
    }
  });
  await fc.assert(property, { numRuns: GRAPHS });
  for (const [sight, count] of Object.entries(seen)) assert(count > 20, `${sight}: ${count}`);
});

/** Writes the people of a graph, their conversation and its messages. */
async function write(sql: SqlPool, graph: Graph) {
  const userIds = await writePeople(sql, { ...graph, follows: [] });
  const id = newId<"conversation">();
  const { kind, viewRole, seats } = graph;
  const [first, second] = userIds;
  const other = graph.isOtherErased ? newId<"user">() : second!;
  const pair = kind === "dm" ? dmPair(first!, other) : null;
  const spaceId = kind === "room" ? newId<"space">() : null;
  const since = (isSo: boolean) => isSo ? new Date() : null;
  if (spaceId !== null) {
    await sql`insert into spaces ${
      sql({ id: spaceId, name: "Lakes", deletedAt: since(graph.isSpaceDeleted) })
    }`;
  }
  await sql`insert into conversations ${
    sql({
      id,
      kind,
      spaceId,
      viewRole,
      dmLow: pair?.low ?? null,
      dmHigh: pair?.high ?? null,
      lastSeq: graph.messages.length,
      deletedAt: since(graph.isDeleted),
    })
  }`;
  for (const [n, { isIn, role, floorSeq }] of seats.entries()) {
    const userId = userIds[n]!;
    if (!isIn || kind === "dm" && ![first, other].includes(userId)) continue;
    await sit(sql, { id, spaceId, userId, floorSeq, role: n === 0 ? "owner" : role });
  }
  const messageIds: MessageId[] = [];
  for (const [index, message] of graph.messages.entries()) {
    const senderId = userIds[message.sender] ?? null;
    const row = { id: newId<"message">(), conversationId: id, seq: index + 1, senderId };
    await sql`insert into messages ${
      sql({
        ...row,
        createdAt: new Date(),
        deletedAt: since(message.isDeleted),
        expiresAt: message.isExpired ? new Date(Date.now() - 1000) : null,
        takedownId: message.isTakenDown && senderId ? await takedown(sql, senderId, row.id) : null,
      })
    }`;
    messageIds.push(row.id);
  }
  return { userIds, messageIds };
}

async function sit(
  sql: SqlPool,
  { id, spaceId, userId, floorSeq, role }: {
    id: string;
    spaceId: string | null;
    userId: UserId;
    floorSeq: number;
    role: string;
  },
): Promise<void> {
  if (spaceId === null) {
    await sql`insert into conversation_members ${
      sql({ id: newId(), conversationId: id, userId, floorSeq, role })
    }`;
    return;
  }
  await sql`insert into space_members ${sql({ id: newId(), spaceId, userId, role })}`;
  if (floorSeq === 0) return;
  await sql`insert into conversation_states ${sql({ conversationId: id, userId, floorSeq })}`;
}

async function takedown(sql: SqlPool, personId: UserId, messageId: MessageId): Promise<string> {
  const subject = { type: "message" as const, id: messageId };
  const act = { actorId: null, action: "message.takedown" as const, subject, personId };
  return (await logAction(sql, { ...act, reason: "Bad" })).id;
}
