import {
  type Account,
  ACCOUNTS,
  type Audience,
  isAccount,
  isKept,
  roleFollows,
  roleOf,
  roleSeesPost,
  seesPost,
} from "./expectations.ts";
import { FOLLOWED_TAGS, isOfFollowedTag, isShownAsRepost, TAG_FOLLOWERS } from "./reposts.ts";
import type { Cell, Expected, Row } from "./row.ts";

/** The operations of objects that belong to their owner alone. */
export const OWN_ROWS: readonly Row[] = [
  own("POST /notifications/{id}/read", "/notifications/{notification}/read", 204),
  own("GET /media/upload/{uploadId}/status", "/media/upload/{upload}/status", 200),
  own("POST /media/upload/{uploadId}/complete", "/media/upload/{upload}/complete", 202),
  own("DELETE /security/passkeys/{id}", "/security/passkeys/{passkey}", 204),
  own("DELETE /auth/tokens/{id}", "/auth/tokens/{token}", 204),
  own("GET /users/me/export/{id}", "/users/me/export/{export}", 200),
  own("DELETE /security/identities/{id}", "/security/identities/{identity}", 204),
  own("DELETE /auth/sessions/{id}", "/auth/sessions/{session}", 204),
  staff("DELETE /admin/tokens/{id}", "/admin/tokens/{token}"),
  {
    operation: "DELETE /notes/{id}",
    call: "/notes/{note}",
    expect({ role, account }) {
      if (role === "author") return 204;
      return roleFollows(role, account) ? 403 : { missing: "note" };
    },
  },
];

/** Lists that everybody has, or that are public. */
export const LIST_ROWS: readonly Row[] = [
  { ...mine("GET /feed"), lists: homePosts },
  { ...mine("POST /feed/refresh"), expect: () => 202 },
  { ...mine("GET /feed"), call: "/feed?limit=50", lists: homePosts },
  { ...mine("GET /feed/public"), isOpen: true, lists: publicPosts },
  { ...searched("/search/posts", "?q=caption&limit=50"), lists: foundPosts },
  { ...searched("/posts/search", "?near=1,2&page=1&limit=50"), lists: foundPosts },
  searched("/search/users", "?q=zz&limit=50"),
  { ...mine("GET /search/messages"), call: "/search/messages?q=zz&limit=50" },
  { ...mine("GET /search/spaces"), call: "/search/spaces?q=zz&limit=50" },
  searched("/users/search", "?q=name+zz&page=1"),
  { ...mine("GET /users/me/drafts"), lists: ownPosts("draft", "scheduled") },
  { ...mine("GET /users/me/archived"), lists: ownPosts("archived") },
  { ...mine("GET /users/me/deleted"), lists: ownPosts("deleted"), reveals: deletedTexts },
  { ...mine("GET /feed"), call: "/feed?limit=2&photosOnly=true" },
  mine("GET /feed/position"),
  mine("GET /users/me/storage"),
  { ...mine("GET /users/me/tags"), reveals: followedTags },
  { ...mine("POST /tags/{tag}/follow"), call: "/tags/nothing/follow" },
  { ...mine("DELETE /tags/{tag}/follow"), call: "/tags/nothing/follow" },
  { ...mine("GET /users/me/saved"), call: "/users/me/saved?limit=50", lists: seenPosts },
  mine("GET /boards"),
  { ...mine("GET /spaces"), call: "/spaces?limit=50" },
  { ...mine("GET /spaces"), call: "/spaces?public=true&limit=50" },
  { ...mine("GET /users/{id}/boards"), call: "/users/me/boards" },
  mine("GET /notes"),
  mine("GET /notifications"),
  { ...mine("GET /notifications"), call: "/notifications?unread=true&limit=50" },
  mine("GET /notifications/unread-count"),
  mine("GET /notifications/preferences"),
  { ...mine("POST /notifications/read-all"), expect: () => 204 },
  mine("GET /conversations"),
  mine("GET /conversations/unread"),
  mine("GET /follows/requests"),
  { ...mine("GET /follows/requests"), call: "/follows/requests?direction=outgoing" },
  { ...mine("GET /users/me/blocks"), reveals: blockedKeys },
  mine("GET /users/me/mutes"),
  mine("GET /users/me/muted-words"),
  mine("GET /users/me/close-friends"),
  mine("GET /users/me/messaging"),
  { ...mine("PUT /users/me/messaging"), body: {} },
  mine("GET /users/me"),
  mine("GET /users/profile"),
  mine("GET /auth/me"),
  mine("GET /auth/sessions"),
  mine("GET /auth/tokens"),
  mine("GET /security/passkeys"),
  staff("GET /admin/users", "/admin/users?q=a"),
  staff("GET /admin/tokens"),
  staff("GET /admin/stats"),
  staff("GET /admin/jobs"),
  staff("GET /admin/invariants"),
  mine("GET /security/identities"),
  { ...mine("GET /users/{id}"), call: "/users/me" },
  { ...mine("GET /users/{id}/followers"), call: "/users/me/followers" },
  { ...mine("GET /users/{id}/following"), call: "/users/me/following" },
];

/** Operations that neither name anybody's objects nor list anything. */
export const NAMELESS = [
  "GET /limit",
  "POST /auth/register",
  "POST /users",
  "POST /auth/login",
  "POST /auth/refresh",
  "POST /auth/token",
  "POST /auth/logout",
  "POST /auth/revoke",
  "DELETE /auth/sessions",
  "POST /auth/proof",
  "DELETE /users/me",
  "POST /users/me/export",
  "POST /security/codes",
  "POST /security/email/verify",
  "POST /security/email",
  "POST /security/password",
  "POST /security/password/reset",
  "POST /security/totp",
  "POST /security/totp/enable",
  "DELETE /security/totp",
  "POST /security/passkeys/options",
  "POST /security/passkeys",
  "POST /auth/passkeys/options",
  "POST /auth/passkeys",
  "GET /auth/oauth/google",
  "GET /auth/oauth/google/callback",
  "POST /auth/oauth/google",
  "GET /auth/oauth/{provider}",
  "GET /auth/oauth/{provider}/callback",
  "POST /auth/oauth/{provider}",
  "POST /auth/oauth/{provider}/continue",
  "POST /users/me/avatar",
  "DELETE /users/me/avatar",
  "PUT /users/me/muted-words",
  "PUT /notifications/preferences",
  "POST /media/upload",
  "POST /images/upload",
  "POST /boards",
  "POST /spaces",
  "POST /notes",
  "POST /realtime/ticket",
  // Suspended people may use these: a separate test covers them.
  "GET /moderation/appeals",
  "POST /moderation/appeals",
  // Another test covers the events of sockets.
  "GET /ws",
  "GET /health",
  "GET /ready",
  "GET /metrics",
  "GET /openapi.json",
  "GET /docs",
  "GET /docs/{file}",
  "GET /docs/guides/{name}",
  "GET /docs/reference/{name}",
  "GET /docs/schemas",
  "GET /docs/search",
  "GET /",
];

/** An operation of staff, which nobody here may use. */
export function staff(operation: string, call = operation.split(" ")[1]!, body?: unknown): Row {
  return { operation, call, ...(body === undefined ? {} : { body }), expect: () => 403 };
}

function own(operation: string, call: string, status: number): Row {
  const name = /\{(\w+)\}/.exec(call)![1]!;
  const expect = ({ role }: Cell): Expected => role === "author" ? status : { missing: name };
  return { operation, call, expect };
}

/** A row that everybody with a session may use. */
export function mine(operation: string): Row {
  return { operation, call: operation.split(" ")[1]!, expect: () => 200 };
}

function searched(path: string, query: string): Row {
  return { ...mine(`GET ${path}`), call: path + query, isOpen: true };
}

/** All published posts that the reader sees. */
function foundPosts({ onlooker }: Cell): string[] {
  return postKeys((account, audience) =>
    !isKept(audience) && seesPost(onlooker, account, audience)
  );
}

/** The reader's own posts, posts and reposts of followed people, and posts of followed tags. */
function homePosts({ onlooker }: Cell): string[] {
  return postKeys((account, audience) =>
    !isKept(audience) && seesPost(onlooker, account, audience) && (
      roleFollows(roleOf(onlooker, account), account) ||
      isShownAsRepost(onlooker, account, audience) || isOfFollowedTag(onlooker, account, audience)
    )
  );
}

function followedTags({ onlooker }: Cell): string[] {
  const follows = TAG_FOLLOWERS.some((key) => key === onlooker);
  return follows ? FOLLOWED_TAGS.map((key) => `${key}_tag`) : [];
}

/** Everybody has saved all posts. */
function seenPosts({ onlooker }: Cell): string[] {
  return postKeys((account, audience) => seesPost(onlooker, account, audience));
}

/** The posts that a viewer without an account would see as well. */
export function publicPosts({ onlooker }: Cell): string[] {
  return postKeys((account, audience) =>
    roleSeesPost("anonymous", account, audience) && seesPost(onlooker, account, audience)
  );
}

/** The viewer's own posts of these kinds. */
function ownPosts(...kinds: Audience[]) {
  return ({ onlooker }: Cell): string[] =>
    postKeys((account, audience) => account === onlooker && kinds.includes(audience));
}

/** The author of a deleted post still finds it. */
function deletedTexts(cell: Cell): string[] {
  const texts = ["header", "caption", "warning", "tag", "place", "alt"];
  return ownPosts("deleted")(cell)
    .flatMap((key) => texts.map((text) => key.replace(/caption$/, text)));
}

function postKeys(isListed: (account: Account, audience: Audience) => boolean): string[] {
  return (Object.keys(ACCOUNTS) as Account[]).flatMap((account) =>
    ACCOUNTS[account].filter((audience) => isListed(account, audience))
      .map((audience) => `${account}_${audience}_caption`)
  );
}

/** The people that the viewer has blocked. */
function blockedKeys({ onlooker }: Cell): string[] {
  if (onlooker === "blocker") return ["ada", "pia", "sue"].flatMap(cardOf);
  return onlooker !== null && isAccount(onlooker) ? cardOf("blocked") : [];
}

function cardOf(key: string): string[] {
  return [key, `${key}_name`];
}
