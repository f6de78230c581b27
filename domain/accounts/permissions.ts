/** What somebody is to the service. */
export const ROLES = ["user", "moderator", "admin"] as const;
/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** What a route may ask for beside a signed-in user. */
export const PERMISSIONS = [
  "reports.review",
  "content.takedown",
  "users.suspend",
  "appeals.resolve",
  "audit.read",
  "stats.read",
  "users.search",
  "roles.change",
  "verified.change",
  "jobs.read",
  "invariants.check",
  "tokens.issue",
  "moderators.overrule",
] as const;
/** One of {@link PERMISSIONS}. */
export type Permission = (typeof PERMISSIONS)[number];

const GRANTED: Readonly<Record<Role, readonly Permission[]>> = {
  user: [],
  moderator: [
    "reports.review",
    "content.takedown",
    "users.suspend",
    "appeals.resolve",
    "audit.read",
  ],
  admin: PERMISSIONS,
};

/** Whether somebody with these roles may do what the permission is for. */
export function may(roles: readonly Role[], permission: Permission): boolean {
  return roles.some((role) => GRANTED[role].includes(permission));
}
