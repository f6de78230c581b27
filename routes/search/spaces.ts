import type { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { type FoundSpace, listFoundSpaces } from "../../db/search/spaces.ts";
import type { UserId } from "../../domain/ids.ts";
import { nameTermsOf } from "../../domain/search/terms.ts";
import { canSeeSpace } from "../../domain/spaces/visibility.ts";
import { paginationOf, placeOf } from "../http/paging.ts";
import { spaceViews } from "../spaces/space_view.ts";
import type { spaceSearchQuery } from "./input.ts";

/** Returns a page of the spaces with matching names whose profiles the viewer sees, the best first. */
export async function searchSpaces(
  ctx: Context,
  viewerId: UserId,
  { q, limit, cursor }: z.output<typeof spaceSearchQuery>,
) {
  const scope = `search spaces ${viewerId} ${q}`;
  const place = placeOf(ctx, scope, cursor);
  const after = place === null ? null : JSON.parse(place) as FoundSpace;
  const terms = nameTermsOf(q);
  const wanted = { after, limit: limit + 1 };
  const rows = terms
    ? await ctx.others.read([viewerId], (sql) => listFoundSpaces(sql, terms, viewerId, wanted))
    : [];
  const found = rows.slice(0, limit);
  const [spaces, memberships] = await Promise.all([
    ctx.cache.spaces.getMany(found.map(({ spaceId }) => spaceId)),
    ctx.cache.memberships.get(viewerId),
  ]);
  // The statement has left out those that ban the viewer. Others may have changed since.
  const seats = [...spaces.values()]
    .map((space) => ({ space, membership: memberships?.spaces.get(space.id) ?? null }))
    .filter(({ space, membership }) =>
      canSeeSpace(space, { isMember: membership !== null, isBanned: false })
    );
  const next = rows.length > limit ? JSON.stringify(found.at(-1)) : null;
  return { spaces: spaceViews(ctx, seats), pagination: paginationOf(ctx, scope, next) };
}
