import type { RecordedEvent } from "../../domain/events/events.ts";
import { includesPart, type Parts } from "../../domain/events/parts.ts";
import type { Sql } from "../sql.ts";

/** Indexes the new messages of these events whose conversations are in these parts. */
export async function indexMessages(
  sql: Sql,
  events: readonly RecordedEvent[],
  parts: Parts,
): Promise<void> {
  const ids = events.flatMap(({ event }) =>
    event.type !== "messages.created" ? [] : event.of
      .filter(({ conversationId }) => includesPart(parts, conversationId))
      .flatMap(({ messages }) => messages.map(({ messageId }) => messageId))
  );
  if (ids.length > 0) await sql`select index_messages(${ids}::uuid[])`;
}
