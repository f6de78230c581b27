import { LAST_ID, type UserId } from "../../domain/ids.ts";
import { type Page, pageOf } from "../page.ts";
import type { Sql } from "../sql.ts";
import { userVisibleTo } from "../visibility.ts";

/** The table of each list of people, with the columns of its owner and of the people on it. */
const LISTS = {
  followers: { table: "follows", owner: "followee_id", person: "follower_id" },
  following: { table: "follows", owner: "follower_id", person: "followee_id" },
  incoming_requests: { table: "follow_requests", owner: "target_id", person: "requester_id" },
  outgoing_requests: { table: "follow_requests", owner: "requester_id", person: "target_id" },
  close_friends: { table: "close_friends", owner: "user_id", person: "friend_id" },
} as const;

/** A list of people that belongs to a user. */
export type PeopleList = keyof typeof LISTS;

/** A person in a list. `id` is the place in the list. */
export interface ListedPerson {
  id: UserId;
  userId: UserId;
  createdAt: Date;
}

/** The owner of a list, its reader, and the part that is read. */
export interface ListReading {
  ownerId: UserId;
  viewerId: UserId | null;
  before: string | null;
  limit: number;
}

/** The people in a list whom the viewer sees, newest first. */
export async function listPeople(
  sql: Sql,
  list: PeopleList,
  { ownerId, viewerId, before, limit }: ListReading,
): Promise<Page<ListedPerson>> {
  const { table, owner, person } = LISTS[list];
  const rows = await sql<ListedPerson[]>`
    select l.id, l.${sql(person)} as user_id, l.created_at from ${sql(table)} l
    where l.${sql(owner)} = ${ownerId} and l.id < ${before ?? LAST_ID}
      and ${userVisibleTo(sql, sql`l.${sql(person)}`, viewerId)}
    order by l.id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}
