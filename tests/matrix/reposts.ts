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

/** People who follow tags. A block or a limited audience still hides posts from them. */
export const TAG_FOLLOWERS = ["stranger", "blocked", "removed"] as const;
/** The posts whose tags they follow. */
export const FOLLOWED_TAGS = ["ada_public", "ada_followers", "pia_public", "sue_public"];

/** Readers, the reposters that they follow, and the reposted posts. Later events end some of it. */
const REPOSTS = [
  // Nothing ends these.
  ["moderator", "granted", ["ada_public", "fan_public"]],
  // The author is suspended later.
  ["pending", "removed", ["sue_public"]],
  // The reposter is suspended later.
  ["rejected", "suspended", ["ada_public", "fan_public"]],
  // The reader blocks the reposter later.
  ["ada", "blocked", ["fan_public"]],
] as const;

/** Returns whether a viewer follows a person for their reposts, and sees them. */
export function followsReposter(onlooker: Onlooker, person: PersonKey): boolean {
  return REPOSTS.some(([reader, reposter]) =>
    reader === onlooker && reposter === person && seesPerson(onlooker, person)
  );
}

/** Some people repost public posts, and some follow tags. */
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

/** Returns whether a visible post is in the viewer's feed because of a repost. */
export function isShownAsRepost(
  onlooker: Onlooker,
  account: Account,
  audience: Audience,
): boolean {
  return onlooker === "moderator" &&
    ["ada_public", "fan_public"].includes(`${account}_${audience}`);
}

/** Returns whether a visible post is in the viewer's feed because of a tag. */
export function isOfFollowedTag(
  onlooker: Onlooker,
  account: Account,
  audience: Audience,
): boolean {
  return TAG_FOLLOWERS.some((key) => key === onlooker) &&
    FOLLOWED_TAGS.includes(`${account}_${audience}`) &&
    roleSeesPost("anonymous", account, audience);
}
