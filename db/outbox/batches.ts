import type { RecordedEvent } from "../../domain/events/events.ts";
import type { Lane } from "../../domain/events/lanes.ts";
import { countToDeliver } from "../../domain/events/load.ts";
import { NO_PARTS, type Parts, partsOf, shardParts } from "../../domain/events/parts.ts";
import type { Sql, SqlPool } from "../sql.ts";
import { recordedEvent } from "../transact.ts";
import { byRest, type OutboxRow, takeOff, type Waiting } from "./rows.ts";

/** The batches of one lane that are delivered one after the other. */
export interface BatchKey {
  lane: Lane;
  /** The KV store that they are delivered to. */
  shard: number;
  /** The instance that delivers them. */
  owner: string;
}

/** Events that are delivered together, and the changes that their preparation made in Postgres. */
export interface Batch<D> extends Waiting {
  state: "prepared";
  /** The instance that prepared it. It names the checkpoint in KV. */
  origin: string;
  parts: Parts;
  seqs: readonly string[];
  deltas: D;
}

/** Finds a prepared batch, first those that the owner took over. */
export async function findBatch<D>(
  sql: Sql,
  { lane, shard, owner }: BatchKey,
): Promise<Batch<D> | null> {
  const [begun] = await sql<{ origin: string; parts: string; seqs: string[]; deltas: D }[]>`
    select origin, parts, seqs, deltas from prepared_batches
    where lane = ${lane} and shard = ${shard} and owner = ${owner}
    order by origin = owner, origin limit 1`;
  if (!begun) return null;
  const rows = await sql<OutboxRow[]>`
    select seq, id, event, deltas, parts from outbox
    where seq = any(${begun.seqs}::bigint[]) order by seq`;
  return { state: "prepared", ...begun, parts: BigInt(begun.parts), rows, othersMayWait: true };
}

/**
 * Prepares as many events as one delivery takes, and begins a batch of them. Fails if the owner is
 * no longer a living instance.
 */
export async function prepareBatch<D>(
  sql: Sql,
  { lane, shard, owner }: BatchKey,
  owned: Parts,
  waiting: Waiting,
  prepare: (sql: Sql, events: RecordedEvent[], parts: Parts) => Promise<D>,
): Promise<Batch<D>> {
  const { rows: alike, parts } = alikeRows(waiting.rows, owned);
  const rows = alike.slice(0, countToDeliver(alike.map(recordedEvent)));
  const othersMayWait = waiting.othersMayWait || rows.length < waiting.rows.length;
  const seqs = rows.map((row) => row.seq);
  const deltas = await prepare(sql, rows.map(recordedEvent), parts);
  await sql`
    insert into prepared_batches (lane, shard, origin, owner, parts, seqs, deltas)
    values (${lane}, ${shard}, ${owner}, ${owner}, ${String(parts)}::bigint, ${seqs}::bigint[],
      ${sql.json(deltas as never)})`;
  return { state: "prepared", origin: owner, parts, seqs, rows, deltas, othersMayWait };
}

/**
 * Returns the first rows that wait for all that they concern of these parts, or a row that waits
 * only for some, with those. Its other parts heard of it before they were taken over or it failed.
 */
function alikeRows(rows: readonly OutboxRow[], owned: Parts) {
  const isPartial = ({ id, event, parts }: OutboxRow) =>
    (partsOf(id, event) & owned & ~BigInt(parts)) !== NO_PARTS;
  const partial = rows.findIndex(isPartial);
  if (partial === 0) return { rows: [rows[0]!], parts: BigInt(rows[0]!.parts) & owned };
  return { rows: partial === -1 ? rows : rows.slice(0, partial), parts: owned };
}

/** Ends a batch after its delivery. Returns false if another instance has taken it over. */
export async function finishBatch<D>(
  sql: Sql,
  { lane, shard, owner }: BatchKey,
  { origin, seqs, rows, parts }: Batch<D>,
): Promise<boolean> {
  const { last, shared } = byRest(rows, parts);
  // The next batch needs the row of its owner. An heir locks that row first, too.
  const ended = await sql`
    with alive as materialized (
      select from instances where id = ${owner} for key share
    ), batch as (
      delete from prepared_batches
      where exists (select from alive) and lane = ${lane} and shard = ${shard}
        and origin = ${origin} and owner = ${owner} and seqs = ${seqs}::bigint[]
      returning lane
    ), deleted as (
      delete from outbox where seq = any(${last}::bigint[]) and exists (select from batch)
    )
    select from batch`;
  if (ended.count === 0) return false;
  if (shared.length > 0) await takeOff(sql, shared, parts);
  return true;
}

/**
 * Drops the batches that were prepared for another number of KV stores. Their stores were wiped
 * since, so reads rebuild what the batches would have changed.
 */
export async function dropMisfits(pool: SqlPool, shards: number): Promise<void> {
  const fitting = Array.from({ length: shards }, (_, shard) => String(shardParts(shard, shards)));
  await pool.begin(async (sql) => {
    const misfits = await sql<{ seqs: string[]; parts: string }[]>`
      delete from prepared_batches
      where shard >= ${shards} or parts & ~(${fitting}::bigint[])[shard + 1] <> 0
      returning seqs, parts`;
    for (const { seqs, parts } of misfits) await takeOff(sql, seqs, BigInt(parts));
  });
}

/** Lists the batches that deliver to these parts now, each by its name. */
export async function listBatches(sql: Sql, lane: Lane, parts: Parts): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select concat_ws(' ', shard, origin, seqs::text) as name from prepared_batches
    where lane = ${lane} and parts & ${String(parts)}::bigint <> 0`;
  return rows.map(({ name }) => name);
}
