import { ok } from "../helpers/people/steps.ts";
import { type PersonKey, ROLES } from "./expectations.ts";
import type { World } from "./world.ts";

/** An event that hides posts; `loses` has the keys of the posts that each person loses. */
export interface Ending {
  name: string;
  does(world: World): Promise<unknown>;
  loses: Partial<Record<PersonKey, readonly string[]>>;
  /** Their sockets get no error frame, but no more events either. */
  isSilent?: boolean;
}

/** They have no socket. */
const AWAY = ["anonymous", "author", "suspended"];

/** The events that can hide posts, one after another in one world. */
export const ENDINGS: readonly Ending[] = [
  {
    name: "the author blocks a stranger",
    does: async ({ people: { ada, stranger } }) =>
      ok(await ada.post(`/users/${stranger.id}/block`), 200),
    loses: { stranger: ["ada_public"] },
  },
  {
    name: "somebody who asked in vain blocks the author",
    does: async ({ people: { ada, rejected } }) =>
      ok(await rejected.post(`/users/${ada.id}/block`), 200),
    loses: { rejected: ["ada_public"] },
  },
  {
    name: "a public account removes a follower",
    does: async ({ people: { ada, follower } }) =>
      ok(await ada.delete(`/users/me/followers/${follower.id}`), 204),
    loses: { follower: ["ada_followers"] },
  },
  {
    name: "a private account removes a follower",
    does: async ({ people: { pia, follower } }) =>
      ok(await pia.delete(`/users/me/followers/${follower.id}`), 204),
    loses: { follower: ["pia_public", "pia_followers"] },
  },
  {
    name: "a close friend is taken off the list",
    does: async ({ people: { ada, lonefriend } }) =>
      ok(await ada.delete(`/users/me/close-friends/${lonefriend.id}`), 204),
    loses: { lonefriend: ["ada_close_friends"] },
  },
  {
    name: "a close friend unfollows a private account",
    does: async ({ people: { pia, friend } }) =>
      ok(await friend.delete(`/users/${pia.id}/follow`), 200),
    loses: { friend: ["pia_public", "pia_followers", "pia_close_friends"] },
  },
  {
    name: "a grant is taken back",
    does: async ({ people: { pia, granted }, posts }) =>
      ok(
        await pia.delete(`/posts/${posts.get("pia_private")!.postId}/grants/${granted.id}`),
        204,
      ),
    loses: { granted: ["pia_private"] },
  },
  {
    name: "a post is narrowed to followers",
    does: async ({ people: { ada }, posts }) =>
      ok(
        await ada.patch(`/posts/${posts.get("ada_public")!.postId}`, { privacy: "followers" }),
        200,
      ),
    loses: {
      pia: ["ada_public"],
      pending: ["ada_public"],
      follower: ["ada_public"],
      removed: ["ada_public"],
      lonefriend: ["ada_public"],
      moderator: ["ada_public"],
    },
  },
  {
    name: "a post is narrowed to its author",
    does: async ({ people: { ada }, posts }) =>
      ok(
        await ada.patch(`/posts/${posts.get("ada_public")!.postId}`, { privacy: "private" }),
        200,
      ),
    loses: { fan: ["ada_public"], friend: ["ada_public"] },
  },
  {
    name: "an account goes private",
    does: async ({ people: { fan } }) => ok(await fan.patch("/users/me", { isPrivate: true }), 200),
    loses: Object.fromEntries(
      ["ada", "pia", ...ROLES].filter((key) => !AWAY.includes(key))
        .map((key) => [key, ["fan_public"]]),
    ),
    isSilent: true,
  },
];
