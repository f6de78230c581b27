import { addCloseFriend, removeCloseFriend } from "../../db/people/close_friends.ts";
import { listPeople } from "../../db/people/lists.ts";
import type { Api } from "../http/api.ts";
import { resolveUserId } from "../../reads/people/resolve_user.ts";
import { timeSchema, userParams } from "../http/values.ts";
import { loadListedViews } from "./list_view.ts";
import { userCardSchema } from "./user_view.ts";

const closeFriendSchema = userCardSchema.extend({ addedAt: timeSchema }).meta({
  id: "CloseFriend",
});

/** The list of close friends. Only its owner sees it. */
export function closeFriendRoutes(api: Api): void {
  api.list("/users/me/close-friends", {
    summary: "List my close friends, newest first",
    name: "closeFriends",
    item: closeFriendSchema,
    scope: ({ viewerId }) => `close friends of ${viewerId}`,
    find: ({ ctx, viewerId }, before, limit) =>
      listPeople(ctx.sql, "close_friends", { ownerId: viewerId, viewerId, before, limit }),
    view: (friends, { ctx }) =>
      loadListedViews(ctx, friends, (card, { createdAt }) => ({
        ...card,
        addedAt: createdAt.toISOString(),
      })),
  });

  api.put("/users/me/close-friends/:id", {
    summary: "Add a user to my close friends",
    params: userParams,
    errors: ["not_found", "unprocessable"],
    run: async ({ ctx, viewerId, params, write }) => {
      const friendId = await resolveUserId(ctx, params.id, viewerId);
      await write((tx) => addCloseFriend(tx, viewerId, friendId));
    },
  });

  api.delete("/users/me/close-friends/:id", {
    summary: "Remove a user from my close friends",
    params: userParams,
    errors: ["not_found"],
    run: async ({ ctx, viewerId, params, write }) => {
      const friendId = await resolveUserId(ctx, params.id, viewerId);
      await write((tx) => removeCloseFriend(tx, viewerId, friendId));
    },
  });
}
