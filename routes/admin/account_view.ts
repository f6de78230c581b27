import { z } from "zod";
import type { Account } from "../../db/moderation/people_search.ts";
import { ROLES } from "../../domain/accounts/permissions.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/** An account as staff see it. */
export const accountSchema = z.object({
  userId: idSchema,
  username: z.string(),
  email: z.string(),
  fullName: z.string().nullable(),
  roles: z.array(z.enum(ROLES)),
  isVerified: z.boolean(),
  isPrivate: z.boolean(),
  suspendedAt: timeSchema.nullable(),
  followersCount: z.int(),
  followingCount: z.int(),
  postsCount: z.int(),
  lastActiveAt: timeSchema.nullable(),
  createdAt: timeSchema,
}).meta({ id: "Account" });

/** Returns an account as staff see it. */
export function accountView(account: Account): z.input<typeof accountSchema> {
  return {
    userId: account.id,
    username: account.username,
    email: account.email,
    fullName: account.fullName,
    roles: account.roles,
    isVerified: account.isVerified,
    isPrivate: account.isPrivate,
    suspendedAt: account.suspendedAt?.toISOString() ?? null,
    followersCount: account.followersCount,
    followingCount: account.followingCount,
    postsCount: account.postsCount,
    lastActiveAt: account.lastActiveAt?.toISOString() ?? null,
    createdAt: account.createdAt.toISOString(),
  };
}
