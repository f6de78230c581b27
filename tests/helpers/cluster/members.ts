import { assertEquals } from "@std/assert";
import { Pokes } from "../../../actors/delivery/pokes.ts";
import { Membership } from "../../../context/cluster/membership.ts";
import { releaseParts } from "../../../db/outbox/instances.ts";
import type { SqlPool } from "../../../db/sql.ts";
import { type Lane, LANES } from "../../../domain/events/lanes.ts";
import { ALL_PARTS, NO_PARTS, type Parts } from "../../../domain/events/parts.ts";
import { openLog } from "../../../lib/log/log.ts";

/** Opens an instance whose lanes deliver nothing: they only give parts up, as between batches. */
export async function openInstance(
  sql: SqlPool,
  kv: Deno.Kv,
  { isAlone = false, isCutOff = () => Promise.resolve(false) } = {},
) {
  const woken: Lane[] = [];
  const membership: Membership = new Membership({
    sql,
    pokes: new Pokes(kv),
    shards: 1,
    isAlone,
    isCutOff,
    log: openLog("silent"),
    adoptOldLanes: () => Promise.resolve([]),
    onWaiting(lane) {
      woken.push(lane);
      membership.activate(lane, 0);
      const { id } = membership;
      membership.giveUp(lane, 0, (parts) => releaseParts(sql, lane, id, parts)).catch(() => {});
    },
  });
  await membership.start();
  return { membership, woken, [Symbol.asyncDispose]: () => membership[Symbol.asyncDispose]() };
}

/** Resolves when these instances share all parts of all lanes. */
export async function onceShared(sql: SqlPool, ...members: Membership[]): Promise<void> {
  for (;;) {
    const sets = LANES.map((lane) => members.map((one) => one.parts(lane, 0)));
    const areShared = sets.every((of) => {
      const union = of.reduce((all, one) => all | one, NO_PARTS);
      return union === ALL_PARTS && of.every((one) => one !== NO_PARTS);
    });
    for (const of of sets) assertEquals(commonTo(of), NO_PARTS);
    if (areShared) return;
    await sql`select`;
  }
}

/** Returns the parts that two of these sets have. */
function commonTo(sets: readonly Parts[]): Parts {
  let [seen, twice] = [NO_PARTS, NO_PARTS];
  for (const one of sets) {
    twice |= seen & one;
    seen |= one;
  }
  return twice;
}
