import { z } from "zod";
import { followUser, listFollowers, listFollowing, unfollowUser } from "../db/follows.ts";
import type { Api, Endpoint } from "./api.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "./paging.ts";
import { resolveUserId, userParams } from "./resolve_user.ts";
import {
  followEntrySchema,
  followStateSchema,
  followStateView,
  loadFollowEntryViews,
} from "./views/follow.ts";

/** Who follows whom. */
export function followRoutes(api: Api): void {
  api.post("/users/:id/follow", {
    summary: "Follow a user",
    params: userParams,
    answer: followStateSchema,
    errors: ["not_found", "unprocessable"],
    run: async ({ ctx, viewerId, params, write }) => {
      const userId = await resolveUserId(ctx, params.id, viewerId);
      return await write(async (tx) => followStateView(await followUser(tx, viewerId, userId)));
    },
  });

  const unfollow: Endpoint<
    "required",
    typeof userParams,
    undefined,
    undefined,
    typeof followStateSchema
  > = {
    summary: "Unfollow a user",
    params: userParams,
    answer: followStateSchema,
    errors: ["not_found"],
    run: async ({ ctx, viewerId, params, write }) => {
      const userId = await resolveUserId(ctx, params.id, viewerId);
      return await write(async (tx) => followStateView(await unfollowUser(tx, viewerId, userId)));
    },
  };
  api.delete("/users/:id/follow", unfollow);
  api.post("/users/:id/unfollow", unfollow);

  api.get("/users/:id/followers", {
    summary: "Who follows a user, newest first",
    auth: "optional",
    params: userParams,
    query: pageQuery,
    answer: z.object({ followers: z.array(followEntrySchema), pagination: paginationSchema }),
    errors: ["not_found"],
    run: async ({ ctx, viewerId, params, query }) => {
      const userId = await resolveUserId(ctx, params.id, viewerId);
      const scope = `followers ${userId}`;
      const place = placeOf(ctx, scope, query.cursor);
      const page = await listFollowers(ctx.sql, userId, place, query.limit);
      return {
        followers: await loadFollowEntryViews(ctx, viewerId, page.items),
        pagination: paginationOf(ctx, scope, page.next),
      };
    },
  });

  api.get("/users/:id/following", {
    summary: "Whom a user follows, newest first",
    auth: "optional",
    params: userParams,
    query: pageQuery,
    answer: z.object({ following: z.array(followEntrySchema), pagination: paginationSchema }),
    errors: ["not_found"],
    run: async ({ ctx, viewerId, params, query }) => {
      const userId = await resolveUserId(ctx, params.id, viewerId);
      const scope = `following ${userId}`;
      const place = placeOf(ctx, scope, query.cursor);
      const page = await listFollowing(ctx.sql, userId, place, query.limit);
      return {
        following: await loadFollowEntryViews(ctx, viewerId, page.items),
        pagination: paginationOf(ctx, scope, page.next),
      };
    },
  });
}
