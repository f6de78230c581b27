import { FIRST_ID, type SpaceId, type UserId } from "../../domain/ids.ts";
import type { NameTerms } from "../../domain/search/terms.ts";
import { spaceVisibleTo } from "../spaces/visibility.ts";
import type { Sql } from "../sql.ts";

/** A found space. A smaller `rank` comes first. */
export interface FoundSpace {
  spaceId: SpaceId;
  rank: number;
}

/** The most spaces that are ranked if very many have the name. */
const RANKED_MAX = 3000;

/**
 * The spaces whose profiles the viewer sees and whose names match, best first. The order of matches
 * is: names with the words, names that begin with them, names with slips. Within each, the viewer's
 * own spaces come first, then those with more members. The viewer's own are found even if very many
 * names match.
 */
export async function listFoundSpaces(
  sql: Sql,
  { exact, prefix, any }: NameTerms,
  viewerId: UserId,
  { after, limit }: { after: FoundSpace | null; limit: number },
): Promise<FoundSpace[]> {
  const { rank, spaceId } = after ?? { rank: -1, spaceId: FIRST_ID };
  return await sql<FoundSpace[]>`
    with own as materialized (
      select space_id from space_members where user_id = ${viewerId}
    ), found as materialized (
      (select f.space_id, f.document from space_search f where f.document @@ ${any}::tsquery
        limit ${RANKED_MAX})
      union
      select f.space_id, f.document from own o join space_search f on f.space_id = o.space_id
      where f.document @@ ${any}::tsquery
    ), ranked as materialized (
      select s.id as space_id,
        case
          when f.document @@ ${exact}::tsquery then 100
          when f.document @@ ${prefix}::tsquery then 200
          else 300
        end
        + case when exists (select from own o where o.space_id = s.id) then 0 else 50 end
        + 31 - floor(log(2, s.members_count + 1))::int as rank
      from found f join spaces s on s.id = f.space_id
      where ${spaceVisibleTo(sql, viewerId)}
    )
    select space_id, rank from ranked
    where (rank, space_id) > (${rank}, ${spaceId}::uuid)
    order by rank, space_id limit ${limit}`;
}
