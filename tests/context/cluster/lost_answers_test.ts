import type { SqlPool } from "../../../db/sql.ts";
import type { Membership } from "../../../context/cluster/membership.ts";
import { LANES } from "../../../domain/events/lanes.ts";
import { ALL_PARTS, NO_PARTS, partsFrom } from "../../../domain/events/parts.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";
import { openForgetful } from "../../helpers/cluster/forgetful_pool.ts";
import { openOutbox } from "../../helpers/app/outbox.ts";
import { onceShared, openInstance } from "../../helpers/cluster/members.ts";

/** Resolves when all parts have owners, and each of these instances knows what it owns. */
async function onceAgreed(sql: SqlPool, ...members: Membership[]): Promise<void> {
  for (;;) {
    const rows = await sql<{ lane: string; part: number; owner: string | null }[]>`
      select lane, part, owner from lane_parts`;
    const agrees = LANES.every((lane) => {
      const sets = members.map((one) => one.parts(lane, 0));
      const inDatabase = members.map(({ id }) =>
        partsFrom(
          rows.filter((row) => row.lane === lane && row.owner === id).map((row) => row.part),
        )
      );
      const union = sets.reduce((all, one) => all | one, NO_PARTS);
      return union === ALL_PARTS && sets.every((set, n) => set === inDatabase[n]);
    });
    if (agrees) return;
    for (const member of members) member.lost();
  }
}

/** Resolves when an instance has renewed its lease after the call. */
async function onceRenewed(sql: SqlPool, id: string): Promise<void> {
  const [before] = await leaseOf(sql, id);
  for (;;) {
    const [lease] = await leaseOf(sql, id);
    if (lease === undefined || lease.leasedUntil > (before?.leasedUntil ?? 0)) return;
  }
}

const leaseOf = (sql: SqlPool, id: string) =>
  sql<{ leasedUntil: Date }[]>`select leased_until from instances where id = ${id}`;

async function onceLost(pool: { isLosing: boolean }, one: Membership, sql: SqlPool): Promise<void> {
  while (pool.isLosing) {
    one.lost();
    await sql`select`;
  }
}

Deno.test("an instance owns what the database says, whatever answer about parts it has lost", async () => {
  await using outbox = await openOutbox(4);
  const { sql } = outbox;
  using store = await openMemoryKv();
  const pool = openForgetful(sql);
  await using one = await openInstance(pool.sql, store.kv);
  {
    pool.loseNext("set owner = null from");
    await using two = await openInstance(sql, store.kv);
    await onceLost(pool, one.membership, sql);
    await onceAgreed(sql, one.membership, two.membership);
    await onceShared(sql, one.membership, two.membership);
    pool.loseNext("and owner is null and part");
  }
  await onceLost(pool, one.membership, sql);
  await onceAgreed(sql, one.membership);

  await using two = await openInstance(sql, store.kv);
  await onceAgreed(sql, one.membership, two.membership);
  for (
    const [text, dead, heir] of [
      ["delete from instances", two, one],
      ["insert into instances", one, two],
    ] as const
  ) {
    pool.loseNext(text);
    while (pool.isLosing) {
      await sql`
        update instances set leased_until = now() - interval '1 second'
        where id = ${dead.membership.id}`;
      heir.membership.lost();
      await onceRenewed(sql, heir.membership.id);
      dead.membership.lost();
    }
    await onceAgreed(sql, one.membership, two.membership);
  }
});
