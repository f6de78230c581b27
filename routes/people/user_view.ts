import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import type { UserCard } from "../../db/people/cards.ts";
import { variantNamed } from "../../domain/media/variants.ts";
import { idSchema } from "../http/values.ts";

/** The user whom an `@username` in a text names. */
export const mentionSchema = z.object({ userId: idSchema, username: z.string() }).meta({
  id: "Mention",
});

/** The card of a user, for example in a list or beside a comment. */
export const userCardSchema = z.object({
  userId: idSchema,
  username: z.string(),
  fullName: z.string().nullable(),
  avatar: z.string().nullable(),
  isVerified: z.boolean(),
}).meta({ id: "UserCard" });

/** Returns the card of a user. */
export function userCardView(ctx: Context, user: UserCard): z.input<typeof userCardSchema> {
  return {
    userId: user.id,
    username: user.username,
    fullName: user.fullName,
    avatar: avatarUrl(ctx, user),
    isVerified: user.isVerified,
  };
}

/** Returns the address of a user's avatar, or null if there is none. Avatars are public. */
export function avatarUrl(ctx: Context, user: Pick<UserCard, "avatar">): string | null {
  const thumb = variantNamed(user.avatar, "thumb");
  return thumb ? ctx.storage.publicUrl(thumb.key) : null;
}
