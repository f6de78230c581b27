import type { RecordedEvent } from "../../domain/events/events.ts";
import type { Lane } from "../../domain/events/lanes.ts";
import { countToDeliver } from "../../domain/events/load.ts";
import type { Sql } from "../sql.ts";
import { recordedEvent } from "../transact.ts";
import type { OutboxRow, Waiting } from "./rows.ts";

/** Events that are delivered together, and the changes that their preparation made in Postgres. */
export interface Batch<D> extends Waiting {
  state: "prepared";
  seqs: readonly string[];
  deltas: D;
}

/** Finds the last prepared batch. It may be delivered by another process meanwhile. */
export async function findBatch<D>(sql: Sql, lane: Lane): Promise<Batch<D> | null> {
  const [begun] = await sql<{ seqs: string[]; deltas: D }[]>`
    select seqs, deltas from deliveries where lane = ${lane}`;
  if (!begun) return null;
  const rows = await sql<OutboxRow[]>`
    select seq, id, event, deltas from outbox where seq = any(${begun.seqs}::bigint[]) order by seq`;
  return { state: "prepared", ...begun, rows, othersMayWait: true };
}

/** Prepares as many events as one delivery takes, and begins a batch of them. */
export async function prepareBatch<D>(
  sql: Sql,
  lane: Lane,
  waiting: Waiting,
  prepare: (sql: Sql, events: RecordedEvent[]) => Promise<D>,
): Promise<Batch<D>> {
  const rows = waiting.rows.slice(0, countToDeliver(waiting.rows.map(recordedEvent)));
  const othersMayWait = waiting.othersMayWait || rows.length < waiting.rows.length;
  const seqs = rows.map((row) => row.seq);
  const deltas = await prepare(sql, rows.map(recordedEvent));
  await sql`
    insert into deliveries (lane, seqs, deltas)
    values (${lane}, ${seqs}::bigint[], ${sql.json(deltas as never)})`;
  return { state: "prepared", seqs, rows, deltas, othersMayWait };
}

/** Deletes a batch before its delivery. Returns false if another process has delivered it. */
export async function claimBatch<D>(sql: Sql, lane: Lane, { seqs }: Batch<D>): Promise<boolean> {
  const claimed = await sql`
    with batch as (
      delete from deliveries where lane = ${lane} and seqs = ${seqs}::bigint[]
      returning seqs
    ), deleted as (
    delete from outbox o using batch b where o.seq = any(b.seqs)
    )
    select from batch`;
  return claimed.length > 0;
}
