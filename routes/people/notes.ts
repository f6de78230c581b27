import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { deleteNote, listNotes, type Note, writeNote } from "../../db/people/notes.ts";
import { type Page, pageOf } from "../../db/page.ts";
import type { Relations } from "../../db/people/relations.ts";
import { loadUserCard } from "../../db/people/cards.ts";
import { NOTE_LENGTH_MAX } from "../../domain/limits.ts";
import { isMutedFor } from "../../domain/safety/mutes.ts";
import { hashtagsIn } from "../../domain/text.ts";
import { must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { trimmedText } from "../http/fields.ts";
import { loadNoteViews, noteSchema, noteView } from "./note_view.ts";
import { idParams } from "../http/values.ts";

// The length is counted in code points, as in Postgres: an emoji of four bytes counts as one.
const content = trimmedText(NOTE_LENGTH_MAX, 1);
const newNote = z.union([
  z.strictObject({ content }),
  z.strictObject({ text: content }).transform(({ text }) => ({ content: text })),
]);
const ROUNDS_MAX = 10;

/** Notes: a few words to one's followers that expire after a day. */
export function noteRoutes(api: Api): void {
  api.post("/notes", {
    summary: "Write a note to my followers; it replaces my last one",
    body: newNote,
    response: noteSchema,
    status: 201,
    run: ({ ctx, viewerId, body, write }) =>
      write(async ({ sql, ...tx }) => {
        const note = await writeNote({ sql, ...tx }, viewerId, body.content);
        return noteView(ctx, note, await loadUserCard(sql, viewerId));
      }),
  });

  api.list("/notes", {
    summary: "List my note and the notes of the users whom I follow, newest first",
    name: "notes",
    item: noteSchema,
    scope: ({ viewerId }) => `notes for ${viewerId}`,
    find: ({ ctx, viewerId }, before, limit) => listUnmutedNotes(ctx, viewerId, before, limit),
    view: (notes, { ctx }) => loadNoteViews(ctx, notes),
  });

  api.delete("/notes/:id", {
    summary: "Delete my note",
    params: idParams,
    errors: ["forbidden", "not_found"],
    run: ({ viewerId, params, write }) => write((tx) => deleteNote(tx, viewerId, params.id)),
  });
}

/** Returns a page of the notes that the viewer does not mute. Short pages are filled up. */
async function listUnmutedNotes(
  ctx: Context,
  viewerId: UserId,
  before: string | null,
  limit: number,
): Promise<Page<Note>> {
  const viewer = must(await ctx.cache.relations.get(viewerId));
  const unmuted: Note[] = [];
  const now = Date.now();
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const wanted = limit + 1 - unmuted.length;
    const notes = await listNotes(ctx.sql, viewerId, before, wanted);
    unmuted.push(...notes.filter((note) => !isMutedNote(viewer, note, now)));
    if (unmuted.length > limit || notes.length < wanted) {
      return pageOf(unmuted, limit, ({ id }) => id);
    }
    before = notes.at(-1)!.id;
  }
  return { items: unmuted, next: before };
}

function isMutedNote(viewer: Relations, { userId, content }: Note, now: number): boolean {
  const said = { authorId: userId, texts: [content], tags: hashtagsIn(content) };
  return userId !== viewer.userId && isMutedFor(viewer, said, now);
}
