import { roleSeesPerson, roleSeesPost, seesPerson } from "./expectations.ts";
import type { Cell, Expected, Row } from "./row.ts";

const SPAM = { reason: "spam" };

/** Reports of posts and comments: allowed to everybody who sees them, except for their authors. */
export const POST_FLAG_ROWS: readonly Row[] = [
  {
    operation: "POST /moderation/posts/{id}/flag",
    call: "/moderation/posts/{post}/flag",
    body: SPAM,
    expect: (cell) => sees(cell) ? (cell.role === "author" ? 422 : 201) : { missing: "post" },
  },
  {
    operation: "POST /moderation/comments/{id}/flag",
    call: "/moderation/comments/{fanComment}/flag",
    body: SPAM,
    expect: (cell) => {
      const isSeen = sees(cell) && seesPerson(cell.onlooker, "fan");
      if (!isSeen) return { missing: "fanComment" };
      return cell.onlooker === "fan" ? 422 : 201;
    },
  },
  {
    operation: "POST /moderation/messages/{id}/flag",
    call: "/moderation/messages/{post}/flag",
    body: SPAM,
    expect: () => ({ missing: "post" }),
  },
];

/** Reports of people, and operations of moderators on missing objects, so that nothing changes. */
export const MODERATION_ROWS: readonly Row[] = [
  {
    operation: "POST /moderation/users/{id}/flag",
    call: "/moderation/users/{user}/flag",
    body: SPAM,
    expect: ({ role, account }) => {
      if (!roleSeesPerson(role, account)) return { missing: "user" };
      return role === "author" ? 422 : 201;
    },
  },
  judge("POST /moderation/posts/{id}/takedown"),
  judge("POST /moderation/posts/{id}/restore"),
  judge("POST /moderation/comments/{id}/takedown"),
  judge("POST /moderation/comments/{id}/restore"),
  judge("POST /moderation/messages/{id}/takedown"),
  judge("POST /moderation/messages/{id}/restore"),
  judge("POST /moderation/users/{id}/suspend", "avatar"),
  judge("POST /moderation/users/{id}/unsuspend", "avatar"),
  { ...judge("POST /moderation/reports/{id}/resolve"), body: { action: "dismiss" } },
  { ...judge("POST /moderation/appeals/{id}/resolve"), body: { accept: true } },
];

/** Lists of moderation: everybody's own objects, and, for moderators alone, all. */
export const MODERATION_LIST_ROWS: readonly Row[] = [
  {
    operation: "GET /moderation/reports",
    call: "/moderation/reports",
    expect: () => 200,
  },
  {
    operation: "GET /moderation/audit",
    call: "/moderation/audit",
    expect: ({ onlooker }) => onlooker === "moderator" ? 200 : 403,
  },
];

function sees({ role, account, audience }: Cell): boolean {
  return roleSeesPost(role, account, audience!);
}

/** Moderators get "not found", because the id is unknown; others are refused and learn nothing. */
function judge(operation: string, name = "user"): Row {
  const expect = ({ onlooker }: Cell): Expected =>
    onlooker === "moderator" ? { missing: name } : 403;
  return { operation, call: operation.split(" ")[1]!.replace("{id}", `{${name}}`), expect };
}
