import type { SpaceId } from "../../domain/ids.ts";
import type { Drift } from "../../domain/operations/invariants.ts";
import type { Sql } from "../sql.ts";

/**
 * Finds living spaces among these with a wrong number of members or of owners, and invitations to
 * them that admitted more people than they count.
 */
export async function findSpaceDrift(sql: Sql, ids: readonly SpaceId[]): Promise<Drift[]> {
  return await sql<Drift[]>`
    with members as (
      select m.space_id, count(*)::int as count,
        (count(*) filter (where m.role = 'owner'))::int as owners
      from space_members m where m.space_id = any(${ids}::uuid[]) group by m.space_id
    ), invited as (
      select m.invitation_id as id, count(*)::int as count
      from space_members m
      where m.space_id = any(${ids}::uuid[]) and m.invitation_id is not null
      group by m.invitation_id
    )
    select c.what, s.id, c.kept, c.real
    from spaces s left join members m on m.space_id = s.id
    cross join lateral (values
      ('space.membersCount', s.members_count, coalesce(m.count, 0)),
      ('space.owners', coalesce(m.owners, 0), 1)
    ) as c (what, kept, real)
    where s.id = any(${ids}::uuid[]) and s.deleted_at is null and c.kept <> c.real
    union all
    select 'invitation.uses', i.id, i.uses, v.count
    from space_invitations i join invited v on v.id = i.id
    where i.space_id = any(${ids}::uuid[]) and i.uses < v.count`;
}
