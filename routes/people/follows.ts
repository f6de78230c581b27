import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { followUser, removeFollower, unfollowUser } from "../../db/people/follows.ts";
import { listPeople } from "../../db/people/lists.ts";
import { canSeeFollowsOf } from "../../domain/posts/visibility.ts";
import { AppError } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { listOthers } from "../../reads/people/others.ts";
import { resolveUser, resolveUserId } from "../../reads/people/resolve_user.ts";
import { userParams } from "../http/values.ts";
import {
  followEntrySchema,
  followStateSchema,
  followStateView,
  loadFollowEntryViews,
} from "./follow_view.ts";

const UNFOLLOW = [["delete", "/users/:id/follow"], ["post", "/users/:id/unfollow"]] as const;

/** Follows: follow, unfollow, remove a follower, list followers and followed users. */
export function followRoutes(api: Api): void {
  api.post("/users/:id/follow", {
    summary: "Follow a user, or request to follow a private account",
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
      summary: "Unfollow a user, or cancel a follow request",
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
    summary: "Remove a follower; they are not notified",
    params: userParams,
    errors: ["not_found"],
    run: async ({ ctx, viewerId, params, write }) => {
      const followerId = await resolveUserId(ctx, params.id, viewerId);
      await write((tx) => removeFollower(tx, viewerId, followerId));
    },
  });

  for (const list of ["followers", "following"] as const) {
    api.list(`/users/:id/${list}`, {
      summary: list === "followers"
        ? "List the followers of a user, newest first; a private account shows them to its followers only"
        : "List the users whom a user follows, newest first; a private account shows them to its followers only",
      auth: "optional",
      params: userParams,
      name: list,
      item: followEntrySchema,
      errors: ["forbidden", "not_found"],
      of: ({ ctx, viewerId, params }) => resolveFollowsOf(ctx, params.id, viewerId),
      scope: ({ of: ownerId }) => `${list} of ${ownerId}`,
      find: ({ ctx, viewerId, of: ownerId }, before, limit) =>
        listOthers(ctx, {
          viewerId,
          of: ownerId,
          find: (sql) => listPeople(sql, list, { ownerId, viewerId, before, limit }),
          personOf: ({ userId }) => userId,
        }),
      view: (entries, { ctx, viewerId }) => loadFollowEntryViews(ctx, viewerId, entries),
    });
  }
}

/** Returns the id of a user whose followers and follows the viewer sees. */
async function resolveFollowsOf(
  ctx: Context,
  id: string,
  viewerId: UserId | null,
): Promise<UserId> {
  const user = await resolveUser(ctx, id, viewerId);
  const viewer = viewerId === null ? null : await ctx.cache.relations.get(viewerId) ?? null;
  if (canSeeFollowsOf(viewer, user)) return user.id;
  throw new AppError("forbidden", "This account is private.");
}
