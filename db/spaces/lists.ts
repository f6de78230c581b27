import type { Role } from "../../domain/conversations/conversations.ts";
import { FIRST_ID, LAST_ID, type SpaceId, type UserId } from "../../domain/ids.ts";
import type { NameTerms } from "../../domain/search/terms.ts";
import { type Page, pageOf } from "../page.ts";
import type { Sql } from "../sql.ts";
import { joinedUserVisibleTo } from "../visibility.ts";
import { spaceVisibleTo } from "./visibility.ts";

/** A member in the list of a space. */
export interface ListedMember {
  userId: UserId;
  role: Role;
  joinedAt: Date;
}

/** The part of a list of members to read. */
export interface MembersReading {
  spaceId: SpaceId;
  viewerId: UserId;
  role: Role | null;
  /** The names to look for; null is everybody. */
  terms: NameTerms | null;
  after: string | null;
  limit: number;
}

type MemberRow = ListedMember & { rank: number; id: string };

/** The most members with a name who are listed if very many have it. */
const NAMED_MAX = 3000;

/** The members of a space whom the viewer sees: the owner, moderators, then others, by joining. */
export async function listMembers(
  sql: Sql,
  { spaceId, viewerId, role, terms, after, limit }: MembersReading,
): Promise<Page<ListedMember>> {
  const [rank, id] = placeIn(after);
  const source = terms === null ? sql`space_members` : sql`named`;
  const named = terms === null ? sql`` : sql`
    with named as materialized (
      select n.* from user_search s join space_members n on n.user_id = s.user_id
      where n.space_id = ${spaceId} and s.document @@ ${terms.any}::tsquery
      limit ${NAMED_MAX}
    )`;
  // One part for each role, so that each is read along an index of the order of joining.
  const part = (role: Role, at: number) =>
    sql`
    select ${at}::int as rank, m.id, m.user_id, m.role, m.joined_at
    from ${source} m join users u on u.id = m.user_id
    where m.space_id = ${spaceId} and m.role = ${role}
      and m.id > ${at < rank ? LAST_ID : at > rank ? FIRST_ID : id}
      and ${joinedUserVisibleTo(sql, sql`u`, viewerId)}
    order by m.id limit ${limit + 1}`;
  const rows = await sql<MemberRow[]>`
    ${named}
    select rank, id, user_id, role, joined_at from (
      (${part("owner", 0)}) union all (${part("moderator", 1)}) union all (${part("member", 2)})
    ) as found
    where ${role}::text is null or role = ${role}
    order by rank, id limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => `${row.rank} ${row.id}`);
}

function placeIn(after: string | null): [number, string] {
  if (after === null) return [0, FIRST_ID];
  const [rank, id] = after.split(" ");
  return [Number(rank), id!];
}

/** The public spaces that a viewer may enter, those with the most members first. */
export async function listPublicSpaces(
  sql: Sql,
  viewerId: UserId,
  after: string | null,
  limit: number,
): Promise<Page<SpaceId>> {
  const [count, id] = after === null ? [null, LAST_ID] : placeIn(after);
  const rows = await sql<{ id: SpaceId; membersCount: number }[]>`
    select s.id, s.members_count from spaces s
    where s.is_public and s.deleted_at is null
      and (s.members_count, s.id) < (coalesce(${count}::int, 2147483647), ${id}::uuid)
      and ${spaceVisibleTo(sql, viewerId)}
    order by s.members_count desc, s.id desc limit ${limit + 1}`;
  const page = pageOf(rows, limit, (row) => `${row.membersCount} ${row.id}`);
  return { ...page, items: page.items.map((row) => row.id) };
}
