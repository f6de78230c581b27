import { z } from "zod";
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
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";
import { noteSchema, noteView } from "./note_view.ts";
import { idParams } from "../http/values.ts";

// The length in code points: an emoji of four bytes is one, as in Postgres.
const content = trimmedText(NOTE_LENGTH_MAX, 1);
const newNote = z.union([
  z.strictObject({ content }),
  z.strictObject({ text: content }).transform(({ text }) => ({ content: text })),
]);
const ROUNDS_MAX = 10;

/** Notes: a few words to one's followers that are gone after a day. */
export function noteRoutes(api: Api): void {
  api.post("/notes", {
    summary: "Write a note to my followers; it takes the place of my last one",
    body: newNote,
    response: noteSchema,
    status: 201,
    run: ({ ctx, viewerId, body, write }) =>
      write(async ({ sql, ...tx }) => {
        const note = await writeNote({ sql, ...tx }, viewerId, body.content);
        return noteView(ctx, note, await loadUserCard(sql, viewerId));
      }),
  });

  api.get("/notes", {
    summary: "The notes of those whom I follow and mine, newest first",
    query: pageQuery,
    response: z.object({ notes: z.array(noteSchema), pagination: paginationSchema }),
    async run({ ctx, viewerId, query }) {
      const scope = `notes for ${viewerId}`;
      const viewer = must(await ctx.cache.relations.get(viewerId));
      const page = await walkHeard(ctx, viewer, placeOf(ctx, scope, query.cursor), query.limit);
      const users = await ctx.cache.users.getMany(page.items.map(({ userId }) => userId));
      const notes = page.items.flatMap((note) => {
        const author = users.get(note.userId);
        return author ? [noteView(ctx, note, author)] : [];
      });
      return { notes, pagination: paginationOf(ctx, scope, page.next) };
    },
  });

  api.delete("/notes/:id", {
    summary: "Delete a note of mine",
    params: idParams,
    errors: ["forbidden", "not_found"],
    run: ({ viewerId, params, write }) => write((tx) => deleteNote(tx, viewerId, params.id)),
  });
}

/** A page of notes without what the viewer mutes; pages that are short of it are filled up. */
async function walkHeard(
  ctx: Context,
  viewer: Relations,
  before: string | null,
  limit: number,
): Promise<Page<Note>> {
  const heard: Note[] = [];
  const now = Date.now();
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const wanted = limit + 1 - heard.length;
    const notes = await listNotes(ctx.sql, viewer.userId, before, wanted);
    heard.push(...notes.filter((note) => isHeard(viewer, note, now)));
    if (heard.length > limit || notes.length < wanted) return pageOf(heard, limit, ({ id }) => id);
    before = notes.at(-1)!.id;
  }
  return { items: heard, next: before };
}

function isHeard(viewer: Relations, { userId, content }: Note, now: number): boolean {
  const heard = { authorId: userId, texts: [content], tags: hashtagsIn(content) };
  return userId === viewer.userId || !isMutedFor(viewer, heard, now);
}
