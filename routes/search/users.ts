import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { countFoundUsers, listFoundUsers, type UserPlace } from "../../db/search/users.ts";
import { SEARCH_DEPTH_MAX } from "../../domain/limits.ts";
import { canSeeUser } from "../../domain/posts/visibility.ts";
import { nameTermsOf } from "../../domain/search/terms.ts";
import { paginationOf, placeOf } from "../http/paging.ts";
import { userCardView } from "../people/user_view.ts";
import type { UserSearchQuery } from "./input.ts";

/** Returns a page of the people with matching names whom the viewer sees, the best first. */
export async function searchUsers(
  ctx: Context,
  viewerId: UserId | null,
  { q, page, limit, cursor }: UserSearchQuery,
) {
  const scope = `search users ${q}`;
  const place = placeOf(ctx, scope, cursor);
  const after = place === null ? null : JSON.parse(place) as UserPlace;
  const terms = nameTermsOf(q);
  const isNumbered = page !== undefined && after === null;
  const skipped = isNumbered ? (page - 1) * limit : 0;
  const wanted = { after, limit: skipped + limit + 1 };
  const rows = terms
    ? await ctx.others.read([viewerId], (sql) => listFoundUsers(sql, terms, viewerId, wanted))
    : [];
  const found = rows.slice(skipped, skipped + limit);
  const { rank, userId } = found.at(-1) ?? {};
  const next = rows.length > skipped + limit ? JSON.stringify({ rank, userId }) : null;
  const users = await ctx.cache.users.getMany(found.map((one) => one.userId));
  const viewer = viewerId === null ? null : await ctx.cache.relations.get(viewerId) ?? null;
  return {
    users: found.flatMap(({ userId, followersCount }) => {
      const user = users.get(userId);
      // They were erased, or hidden from the viewer, since the search.
      if (user === undefined || !canSeeUser(viewer, user)) return [];
      const isFollowing = viewer?.following.has(userId) ?? false;
      return [{ ...userCardView(ctx, user), followersCount, isFollowing }];
    }),
    pagination: {
      ...paginationOf(ctx, scope, next),
      ...isNumbered ? { page, limit, ...await totalOf(terms) } : {},
    },
  };

  async function totalOf(terms: ReturnType<typeof nameTermsOf>) {
    const total = terms
      ? await ctx.others.read(
        [viewerId],
        (sql) => countFoundUsers(sql, terms, viewerId, SEARCH_DEPTH_MAX + 1),
      )
      : 0;
    return {
      total: Math.min(total, SEARCH_DEPTH_MAX),
      isTotalExact: total <= SEARCH_DEPTH_MAX,
    };
  }
}
