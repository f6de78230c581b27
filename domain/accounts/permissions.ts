/** The functions that a user can have in the service. */
export const ROLES = ["user", "moderator", "admin"] as const;
/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** The permissions that a route may require beside a signed-in user. */
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

/** Whether any of these roles grants the permission. */
export function may(roles: readonly Role[], permission: Permission): boolean {
  return roles.some((role) => GRANTED[role].includes(permission));
}
