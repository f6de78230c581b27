import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import type { Note } from "../../db/people/notes.ts";
import type { UserCard } from "../../db/people/cards.ts";
import { avatarUrl } from "./user_view.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/** A note as clients see it. */
export const noteSchema = z.object({
  noteId: idSchema,
  userId: idSchema,
  username: z.string(),
  avatar: z.string().nullable(),
  content: z.string(),
  createdAt: timeSchema,
  expiresAt: timeSchema,
}).meta({ id: "Note" });

/** Returns a note as clients see it. */
export function noteView(ctx: Context, note: Note, author: UserCard): z.input<typeof noteSchema> {
  return {
    noteId: note.id,
    userId: author.id,
    username: author.username,
    avatar: avatarUrl(ctx, author),
    content: note.content,
    createdAt: note.createdAt.toISOString(),
    expiresAt: note.expiresAt.toISOString(),
  };
}

/** Returns the views of notes, without those whose authors were just erased. */
export async function loadNoteViews(
  ctx: Context,
  notes: readonly Note[],
): Promise<z.input<typeof noteSchema>[]> {
  const users = await ctx.cache.users.getMany(notes.map(({ userId }) => userId));
  return notes.flatMap((note) => {
    const author = users.get(note.userId);
    return author ? [noteView(ctx, note, author)] : [];
  });
}
