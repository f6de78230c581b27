import { z } from "zod";
import type { Context, Identity } from "../../context/mod.ts";
import type { Relationship } from "../../db/people/relationship.ts";
import type { Profile } from "../../db/accounts/users.ts";
import { avatarUrl } from "./user_view.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/** The relationship between the viewer and a user. */
export const relationshipSchema = z.object({
  following: z.boolean(),
  followedBy: z.boolean(),
  requested: z.boolean(),
  requestedBy: z.boolean(),
  blocking: z.boolean(),
  muting: z.boolean(),
  closeFriend: z.boolean(),
}).meta({ id: "Relationship" });

/** A user's profile as others see it. Only a signed-in viewer gets `relationship`. */
export const profileSchema = z.object({
  userId: idSchema,
  username: z.string(),
  fullName: z.string().nullable(),
  avatar: z.string().nullable(),
  bio: z.string(),
  website: z.string().nullable(),
  isPrivate: z.boolean(),
  isVerified: z.boolean(),
  followersCount: z.int(),
  followingCount: z.int(),
  postsCount: z.int(),
  createdAt: timeSchema,
  relationship: relationshipSchema.optional(),
}).meta({ id: "Profile" });

/** The viewer's own profile. */
export const ownProfileSchema = profileSchema.omit({ relationship: true }).extend({
  email: z.string(),
  emailVerified: z.boolean(),
  roles: z.array(z.string()),
  /** Whether clients show posts with a content warning at once, without a click. */
  showContentWarnings: z.boolean(),
}).meta({ id: "OwnProfile" });

/** The viewer's identity and session. */
export const identitySchema = ownProfileSchema.pick({
  userId: true,
  username: true,
  email: true,
  emailVerified: true,
  fullName: true,
  avatar: true,
  isVerified: true,
  roles: true,
}).extend({ sessionId: idSchema }).meta({ id: "User" });

/** Returns a user's profile as the viewer sees it. */
export function profileView(
  ctx: Context,
  user: Profile,
  relationship: Relationship | null,
): z.input<typeof profileSchema> {
  return {
    ...publicView(ctx, user),
    ...(relationship ? { relationship: relationshipView(relationship) } : {}),
  };
}

/** Returns the viewer's own profile. */
export function ownProfileView(ctx: Context, user: Profile): z.input<typeof ownProfileSchema> {
  const { email, emailVerifiedAt, roles, showContentWarnings } = user;
  const emailVerified = emailVerifiedAt !== null;
  return { ...publicView(ctx, user), email, emailVerified, roles, showContentWarnings };
}

/** Returns the viewer's identity and session. */
export function identityView(
  ctx: Context,
  user: Profile,
  viewer: Identity,
): z.input<typeof identitySchema> {
  return {
    userId: user.id,
    username: user.username,
    email: user.email,
    emailVerified: user.emailVerifiedAt !== null,
    fullName: user.fullName,
    avatar: avatarUrl(ctx, user),
    isVerified: user.isVerified,
    roles: [...viewer.roles],
    sessionId: viewer.sessionId,
  };
}

/** Returns the relationship between the viewer and a user, as clients see it. */
export function relationshipView(given: Relationship): z.input<typeof relationshipSchema> {
  return {
    following: given.following,
    followedBy: given.followedBy,
    requested: given.requested,
    requestedBy: given.requestedBy,
    blocking: given.blocking,
    muting: given.muting,
    closeFriend: given.closeFriend,
  };
}

function publicView(ctx: Context, user: Profile) {
  return {
    userId: user.id,
    username: user.username,
    fullName: user.fullName,
    avatar: avatarUrl(ctx, user),
    bio: user.bio,
    website: user.website,
    isPrivate: user.isPrivate,
    isVerified: user.isVerified,
    followersCount: user.followersCount,
    followingCount: user.followingCount,
    postsCount: user.postsCount,
    createdAt: user.createdAt.toISOString(),
  };
}
