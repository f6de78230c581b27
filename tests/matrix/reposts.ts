import { ok } from "../helpers/people/steps.ts";
import { canary } from "./canaries.ts";
import {
  type Account,
  type Audience,
  type Onlooker,
  type PersonKey,
  roleSeesPost,
  seesPerson,
} from "./expectations.ts";
import type { World } from "./world.ts";

/** Who follows tags: a block, and what is not for everybody, keeps them from posts. */
export const TAG_FOLLOWERS = ["stranger", "blocked", "removed"] as const;
/** The posts whose tags they follow. */
export const FOLLOWED_TAGS = ["ada_public", "ada_followers", "pia_public", "sue_public"];

/** Who follows somebody who reposts posts of these keys, before something ends some of it. */
const REPOSTS = [
  // Nothing ends these.
  ["moderator", "granted", ["ada_public", "fan_public"]],
  // The author is suspended later.
  ["pending", "removed", ["sue_public"]],
  // Who reposted is suspended later.
  ["rejected", "suspended", ["ada_public", "fan_public"]],
  // The reader blocks who reposted later.
  ["ada", "blocked", ["fan_public"]],
] as const;

/** Whether somebody follows a person because of what that one reposts, and sees them. */
export function followsReposter(onlooker: Onlooker, person: PersonKey): boolean {
  return REPOSTS.some(([reader, reposter]) =>
    reader === onlooker && reposter === person && seesPerson(onlooker, person)
  );
}

/** Some repost what is public, and some follow tags. */
export async function spread({ people, posts }: World): Promise<void> {
  for (const [reader, reposter, keys] of REPOSTS) {
    ok(await people[reader].post(`/users/${people[reposter].id}/follow`), 200);
    for (const key of keys) {
      ok(await people[reposter].post(`/posts/${posts.get(key)!.postId}/repost`), 200);
    }
  }
  for (const reader of TAG_FOLLOWERS) {
    for (const key of FOLLOWED_TAGS) {
      ok(await people[reader].post(`/tags/${canary(`${key}_tag`)}/follow`), 200);
    }
  }
}

/** Whether a post that the onlooker sees is in their feed because of a repost. */
export function isShownAsRepost(
  onlooker: Onlooker,
  account: Account,
  audience: Audience,
): boolean {
  return onlooker === "moderator" &&
    ["ada_public", "fan_public"].includes(`${account}_${audience}`);
}

/** Whether a post that the onlooker sees is in their feed because of a tag. */
export function isOfFollowedTag(
  onlooker: Onlooker,
  account: Account,
  audience: Audience,
): boolean {
  return TAG_FOLLOWERS.some((key) => key === onlooker) &&
    FOLLOWED_TAGS.includes(`${account}_${audience}`) &&
    roleSeesPost("anonymous", account, audience);
}
