import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import { findRelationship } from "../../db/people/relationship.ts";
import { findProfile, updateProfile } from "../../db/accounts/users.ts";
import { BIO_LENGTH_MAX } from "../../domain/limits.ts";
import { AppError, must } from "../../lib/errors.ts";
import { fullName, idInputOf, text, trimmedText } from "../http/fields.ts";
import type { Api } from "../http/api.ts";
import { resolveBlockable, resolveUserId } from "../../reads/people/resolve_user.ts";
import { userParams } from "../http/values.ts";
import {
  ownProfileSchema,
  ownProfileView,
  profileSchema,
  profileView,
  relationshipSchema,
  relationshipView,
} from "./profile_view.ts";

const WEBSITE_LENGTH_MAX = 2000;

const profileChange = z.strictObject({
  fullName: fullName.optional(),
  bio: trimmedText(BIO_LENGTH_MAX).optional(),
  website: text(WEBSITE_LENGTH_MAX).check(z.url({ protocol: /^https?$/ }))
    .refine((url) => !/[\s\p{Cc}]/u.test(url), "Must not contain spaces").nullable().optional(),
  avatarMediaId: idInputOf<"media">().nullable().optional(),
  isPrivate: z.boolean().optional(),
  showContentWarnings: z.boolean().optional(),
}).refine((change) => Object.keys(change).length > 0, "Provide something to change");

/** Profiles: the viewer's own, those of others, and the viewer's relationship to them. */
export function userRoutes(api: Api): void {
  api.get(["/users/me", "/users/profile"], {
    summary: "Get my profile",
    response: ownProfileSchema,
    run: async ({ ctx, viewerId }) =>
      ownProfileView(ctx, must(await findProfile(ctx.sql, viewerId))),
  });

  api.get("/users/:id", {
    summary: "Get the profile of a user",
    auth: "optional",
    params: userParams,
    response: profileSchema,
    errors: ["not_found"],
    run: async ({ ctx, viewerId, params }) => {
      const userId = await resolveUserId(ctx, params.id, viewerId);
      const profile = must(await findProfile(ctx.sql, userId));
      const relationship = viewerId && await findRelationship(ctx.sql, viewerId, userId);
      return profileView(ctx, profile, relationship || null);
    },
  });

  for (const method of ["patch", "put"] as const) {
    api[method]("/users/:id", {
      summary: "Update my profile",
      params: userParams,
      body: profileChange,
      response: ownProfileSchema,
      errors: ["forbidden", "not_found", "unprocessable"],
      run: async ({ ctx, viewerId, params, body, write }) => {
        requireSelf(await resolveUserId(ctx, params.id, viewerId), viewerId);
        const profile = await write((tx) => updateProfile(tx, viewerId, body));
        return ownProfileView(ctx, profile);
      },
    });
  }

  api.get("/users/:id/relationship", {
    summary: "Get my relationship to a user",
    params: userParams,
    response: relationshipSchema,
    errors: ["not_found"],
    run: async ({ ctx, viewerId, params }) => {
      const userId = await resolveBlockable(ctx, params.id, viewerId);
      return relationshipView(await findRelationship(ctx.sql, viewerId, userId));
    },
  });
}

function requireSelf(userId: UserId, viewerId: UserId): void {
  if (userId !== viewerId) throw new AppError("forbidden", "You can only change your own profile.");
}
