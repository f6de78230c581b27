import fc from "fast-check";
import type { SqlPool } from "../../../db/sql.ts";
import { newId, type UserId } from "../../../domain/ids.ts";

type Pair = readonly [one: number, other: number];

/** People and their relationships, by number. */
export interface PeopleGraph {
  people: { isPrivate: boolean; isSuspended: boolean; isDeleted: boolean }[];
  follows: Pair[];
  blocks: Pair[];
  closeFriends?: Pair[];
}

/** Generates this many people. */
export function somePeople(count: number) {
  const person = fc.record({
    isPrivate: fc.boolean(),
    isSuspended: fc.nat(3).map((n) => n === 0),
    isDeleted: fc.nat(3).map((n) => n === 0),
  });
  return fc.array(person, { minLength: count, maxLength: count });
}

/** Generates pairs among this many people. */
export function somePairs(count: number, maxLength: number) {
  const person = fc.nat(count - 1);
  const pair = fc.tuple(person, person).filter(([one, other]) => one !== other);
  return fc.array(pair, { maxLength });
}

/** Writes people and their relationships; returns their ids. */
export async function writePeople(sql: SqlPool, graph: PeopleGraph): Promise<UserId[]> {
  const ids = graph.people.map(() => newId<"user">());
  const people = graph.people.map(({ isPrivate, isSuspended, isDeleted }, index) => ({
    id: ids[index]!,
    username: `u${ids[index]}`,
    email: `${ids[index]}@example.com`,
    passwordHash: "none",
    isPrivate,
    suspendedAt: isSuspended ? new Date() : null,
    deletedAt: isDeleted ? new Date() : null,
  }));
  await sql`insert into users ${sql(people)}`;
  const link = async (table: string, from: string, to: string, pairs: readonly Pair[] = []) => {
    for (const [one, other] of pairs) {
      const row = { id: newId(), [from]: ids[one]!, [to]: ids[other]! };
      await sql`insert into ${sql(table)} ${sql(row)} on conflict do nothing`;
    }
  };
  await link("follows", "followerId", "followeeId", graph.follows);
  await link("blocks", "blockerId", "blockedId", graph.blocks);
  await link("close_friends", "userId", "friendId", graph.closeFriends);
  return ids;
}
