import { assertEquals } from "@std/assert";
import type { RecordedEvent } from "../../../domain/events/events.ts";
import { WriterId } from "../../../domain/events/writer_id.ts";
import type { ConversationId, UserId } from "../../../domain/ids.ts";
import type { NewMessage } from "../../../db/messages/new.ts";
import { openMessageWriter } from "../../../db/messages/writer.ts";
import type { TestApp } from "../app/app.ts";

/** Opens writers as several instances have them, and records their events. */
export function openWriters({ ctx: { sql } }: TestApp, count: number) {
  const events: RecordedEvent[] = [];
  const writers = Array.from({ length: count }, () =>
    openMessageWriter({
      sql,
      writerId: new WriterId(),
      committed: (recorded) => events.push(...recorded),
      wake() {},
      outcomeUnknown() {},
    }));
  return { writers, events };
}

/** Returns a message to write. */
export function messageOf(
  conversationId: ConversationId,
  senderId: UserId,
  clientId: string,
  more: Partial<NewMessage> = {},
): NewMessage {
  return {
    conversationId,
    senderId,
    clientId,
    sentHash: "00",
    body: `Body of ${clientId}`,
    mediaIds: [],
    parentId: null,
    preview: null,
    expiresIn: null,
    names: [],
    isToAll: false,
    ...more,
  };
}

interface Row {
  conversationId: ConversationId;
  seq: number;
  createdAt: Date;
}

/** Fails unless numbers begin at 1 without a gap, times never go back, and the head is right. */
export async function assertInOrder({ ctx: { sql } }: TestApp): Promise<number> {
  const rows = await sql<Row[]>`
    select conversation_id, seq, created_at from messages order by conversation_id, seq`;
  for (const [id, own] of Map.groupBy(rows, ({ conversationId }) => conversationId)) {
    assertEquals(own.map(({ seq }) => seq), own.map((_, n) => n + 1));
    const times = own.map(({ createdAt }) => createdAt.getTime());
    assertEquals(times, times.toSorted((a, b) => a - b));
    const [head] = await sql<{ lastSeq: number; lastMessageAt: Date }[]>`
      select last_seq, last_message_at from conversations where id = ${id}`;
    assertEquals(head, { lastSeq: own.length, lastMessageAt: own.at(-1)!.createdAt });
  }
  return rows.length;
}
