import type { RecordedEvent } from "../../domain/events/events.ts";
import { includesPart, type Parts } from "../../domain/events/parts.ts";
import { FIRST_ID, type MessageId } from "../../domain/ids.ts";
import { isDown, type Sql, type SqlPool } from "../sql.ts";

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

/** The outcome of a look for messages that are missing in the index. */
export interface IndexedMissed {
  looked: number;
  indexed: number;
  /** Messages that cannot be indexed. Nobody looks at them again. */
  failed: { id: MessageId; error: unknown }[];
}

/**
 * Indexes the messages that deliveries have left out, because their event was parked. Looks at the
 * next ones below `before`, at most `limit`, each once.
 */
export async function indexMissed(
  pool: SqlPool,
  before: string,
  limit: number,
): Promise<IndexedMissed> {
  return await pool.begin(async (sql) => {
    const [place] = await sql<{ messageId: string }[]>`
      select message_id from message_index_place for update`;
    const rows = await sql<{ id: MessageId; isMissing: boolean }[]>`
      select g.id, g.body is not null and g.deleted_at is null and not exists (
        select from message_search s where s.message_id = g.id) as is_missing
      from messages g
      where g.id > ${place?.messageId ?? FIRST_ID} and g.id < ${before}
      order by g.id limit ${limit}`;
    const missing = rows.filter(({ isMissing }) => isMissing).map(({ id }) => id);
    const failed: IndexedMissed["failed"] = [];
    // One message may be the cause of what has failed, so each is indexed alone. They are few.
    for (const id of missing) {
      try {
        await sql.savepoint((alone) => alone`select index_messages(${[id]}::uuid[])`);
      } catch (error) {
        if (isDown(error)) throw error;
        failed.push({ id, error });
      }
    }
    const last = rows.at(-1)?.id;
    if (last !== undefined) {
      await sql`
        insert into message_index_place (message_id) values (${last})
        on conflict (is_only) do update set message_id = excluded.message_id`;
    }
    return { looked: rows.length, indexed: missing.length - failed.length, failed };
  }) as IndexedMissed;
}
