import { outboxBacklog } from "../../db/outbox/rows.ts";
import { one, type SqlPool } from "../../db/sql.ts";
import { delay } from "../../lib/delay.ts";

const POLL_MS = 15;

/** Resolves when the events of the current outbox are delivered. Throws if a crash comes first. */
export async function drained(sql: SqlPool): Promise<void> {
  const { seq } = await one(sql<{ seq: string }[]>`
    select coalesce(max(seq), 0) as seq from outbox`);
  while ((await sql`select from outbox where seq <= ${seq} limit 1`).length > 0) {
    await delay(POLL_MS);
  }
}

/** Returns whether the outbox is empty and every picture is processed. */
export async function isAtRest(sql: SqlPool): Promise<boolean> {
  return await countPictures(sql) === 0 && (await outboxBacklog(sql)).events === 0;
}

/** Returns what is not at rest, as a sentence. */
export async function whatIsOpen(sql: SqlPool): Promise<string> {
  const { events } = await outboxBacklog(sql);
  return `${await countPictures(sql)} pictures are not processed, ${events} events not delivered`;
}

async function countPictures(sql: SqlPool): Promise<number> {
  const { count } = await one(sql<{ count: number }[]>`
    select count(*)::int as count from media where status = 'processing'`);
  return count;
}

/** Ends the leases of killed workers on pictures. */
export async function endMediaLeases(sql: SqlPool): Promise<void> {
  await sql`update media set leased_until = '-infinity' where status = 'processing'`;
}
