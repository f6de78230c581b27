import { z } from "zod";
import {
  listMutedWords,
  listMutes,
  type MutedWordEntry,
  muteUser,
  replaceMutedWords,
  unmuteUser,
} from "../../db/safety/mutes.ts";
import { findRelationship } from "../../db/people/relationship.ts";
import { fold } from "../../domain/folding.ts";
import { MUTED_WORD_LENGTH_MAX, MUTED_WORDS_MAX } from "../../domain/limits.ts";
import type { Api } from "../http/api.ts";
import { futureMoment, trimmedText } from "../http/fields.ts";
import { resolveUserId } from "../../reads/people/resolve_user.ts";
import { timeSchema, userParams } from "../http/values.ts";
import { loadListedViews } from "../people/list_view.ts";
import { relationshipSchema, relationshipView } from "../people/profile_view.ts";
import { userCardSchema } from "../people/user_view.ts";

const until = futureMoment().nullable().optional();
const mute = z.strictObject({ until });
const word = trimmedText(MUTED_WORD_LENGTH_MAX, 1)
  // Folding may turn one character into eighteen.
  .refine(
    (given) => fold(given).length <= 2 * MUTED_WORD_LENGTH_MAX,
    "Too long",
  );
const words = z.strictObject({
  words: z.array(z.strictObject({ word, until })).max(MUTED_WORDS_MAX)
    .refine(
      (given) => new Set(given.map((one) => one.word)).size === given.length,
      "Must not name a word twice",
    ),
});

const muteSchema = userCardSchema.extend({ mutedAt: timeSchema, until: timeSchema.nullable() })
  .meta({ id: "MutedUser" });
const wordsSchema = z.object({
  words: z.array(z.object({ word: z.string(), until: timeSchema.nullable() })),
}).meta({ id: "MutedWords" });

/** Mutes: people and words that the user does not want in their feed and notifications. */
export function muteRoutes(api: Api): void {
  api.post("/users/:id/mute", {
    summary: "Mute a user in my feed and notifications, permanently or until a given time",
    params: userParams,
    body: mute.optional(),
    response: relationshipSchema,
    errors: ["not_found", "unprocessable"],
    run: async ({ ctx, viewerId, params, body, write }) => {
      const userId = await resolveUserId(ctx, params.id, viewerId);
      return await write(async (tx) => {
        await muteUser(tx, viewerId, userId, body?.until ?? null);
        return relationshipView(await findRelationship(tx.sql, viewerId, userId));
      });
    },
  });

  api.delete("/users/:id/mute", {
    summary: "Unmute a user",
    params: userParams,
    response: relationshipSchema,
    errors: ["not_found"],
    run: async ({ ctx, viewerId, params, write }) => {
      const userId = await resolveUserId(ctx, params.id, viewerId);
      return await write(async (tx) => {
        await unmuteUser(tx, viewerId, userId);
        return relationshipView(await findRelationship(tx.sql, viewerId, userId));
      });
    },
  });

  api.list("/users/me/mutes", {
    summary: "List the users whom I mute, newest first",
    name: "mutes",
    item: muteSchema,
    scope: ({ viewerId }) => `mutes of ${viewerId}`,
    find: ({ ctx, viewerId }, before, limit) => listMutes(ctx.sql, viewerId, before, limit),
    view: (mutes, { ctx }) =>
      loadListedViews(ctx, mutes, (card, { createdAt, until }) => ({
        ...card,
        mutedAt: createdAt.toISOString(),
        until: until?.toISOString() ?? null,
      })),
  });

  api.get("/users/me/muted-words", {
    summary: "List the words and #hashtags that I mute",
    response: wordsSchema,
    run: async ({ ctx, viewerId }) => wordsView(await listMutedWords(ctx.sql, viewerId)),
  });

  api.put("/users/me/muted-words", {
    summary: "Replace the words and #hashtags that I mute",
    body: words,
    response: wordsSchema,
    run: async ({ viewerId, body, write }) =>
      await write(async (tx) => {
        const given = body.words.map(({ word, until }) => ({ word, until: until ?? null }));
        await replaceMutedWords(tx, viewerId, given);
        return wordsView(await listMutedWords(tx.sql, viewerId));
      }),
  });
}

function wordsView(entries: readonly MutedWordEntry[]): z.input<typeof wordsSchema> {
  const words = entries.map(({ word, until }) => ({ word, until: until?.toISOString() ?? null }));
  return { words };
}
