import { z } from "zod";
import { followUser, removeFollower, unfollowUser } from "../../db/people/follows.ts";
import { listPeople } from "../../db/people/lists.ts";
import { canSeeFollowsOf } from "../../domain/posts/visibility.ts";
import { AppError } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";
import { resolveUser, resolveUserId } from "../../reads/people/resolve_user.ts";
import { userParams } from "../http/values.ts";
import {
  followEntrySchema,
  followStateSchema,
  followStateView,
  loadFollowEntryViews,
} from "./follow_view.ts";

const UNFOLLOW = [["delete", "/users/:id/follow"], ["post", "/users/:id/unfollow"]] as const;

/** Who follows whom. */
export function followRoutes(api: Api): void {
  api.post("/users/:id/follow", {
    summary: "Follow a user, or ask a private account for it",
    params: userParams,
    response: followStateSchema,
    errors: ["not_found", "unprocessable"],
    run: async ({ ctx, viewerId, params, write }) => {
      const userId = await resolveUserId(ctx, params.id, viewerId);
      return await write(async (tx) => followStateView(await followUser(tx, viewerId, userId)));
    },
  });

  for (const [method, path] of UNFOLLOW) {
    api[method](path, {
      summary: "Unfollow a user, or take a request back",
      params: userParams,
      response: followStateSchema,
      errors: ["not_found"],
      run: async ({ ctx, viewerId, params, write }) => {
        const userId = await resolveUserId(ctx, params.id, viewerId);
        return await write(async (tx) => followStateView(await unfollowUser(tx, viewerId, userId)));
      },
    });
  }

  api.delete("/users/me/followers/:id", {
    summary: "Remove a follower; they are not told",
    params: userParams,
    errors: ["not_found"],
    run: async ({ ctx, viewerId, params, write }) => {
      const followerId = await resolveUserId(ctx, params.id, viewerId);
      await write((tx) => removeFollower(tx, viewerId, followerId));
    },
  });

  for (const list of ["followers", "following"] as const) {
    api.get(`/users/:id/${list}`, {
      summary: list === "followers"
        ? "Who follows a user, newest first; a private account shows it to its followers"
        : "Whom a user follows, newest first; a private account shows it to its followers",
      auth: "optional",
      params: userParams,
      query: pageQuery,
      response: z.object({ [list]: z.array(followEntrySchema), pagination: paginationSchema }),
      errors: ["forbidden", "not_found"],
      run: async ({ ctx, viewerId, params, query }) => {
        const user = await resolveUser(ctx, params.id, viewerId);
        const viewer = viewerId === null ? null : await ctx.cache.relations.get(viewerId);
        if (!canSeeFollowsOf(viewer ?? null, user)) {
          throw new AppError("forbidden", "This account is private");
        }
        const scope = `${list} of ${user.id}`;
        const before = placeOf(ctx, scope, query.cursor);
        const reading = { ownerId: user.id, viewerId, before, limit: query.limit };
        const page = await listPeople(ctx.sql, list, reading);
        return {
          [list]: await loadFollowEntryViews(ctx, viewerId, page.items),
          pagination: paginationOf(ctx, scope, page.next),
        };
      },
    });
  }
}
