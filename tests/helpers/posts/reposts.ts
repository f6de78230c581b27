import { homeSkeleton } from "../../../reads/feeds/home.ts";
import { fillPage } from "../../../reads/posts/fill_page.ts";
import type { TestApp } from "../app/app.ts";
import { ok, walkList } from "../people/steps.ts";
import type { Person } from "../people/person.ts";

/** Reposts, and waits for the delivery. */
export async function repost(app: TestApp, person: Person, postId: string): Promise<void> {
  ok(await person.post(`/posts/${postId}/repost`), 200);
  await app.settled();
}

/** Takes a repost back, and waits for the delivery. */
export async function undoRepost(app: TestApp, person: Person, postId: string): Promise<void> {
  ok(await person.delete(`/posts/${postId}/repost`), 200);
  await app.settled();
}

/**
 * Returns the posts of a page or a whole feed in short: `caption`, or `caption by reposter +more`.
 */
export function inShort(
  posts: { caption: string; repostedBy?: { username: string; count: number } }[],
): string[] {
  return posts.map(({ caption, repostedBy }) => {
    if (repostedBy === undefined) return caption;
    const more = repostedBy.count > 1 ? ` +${repostedBy.count - 1}` : "";
    return `${caption} by ${repostedBy.username}${more}`;
  });
}

/** Returns a person's whole home feed in short. */
export async function homeOf(person: Person, limit = 3, path = "/feed"): Promise<string[]> {
  return inShort(await walkList(person, path, "posts", limit));
}

/** Returns the same from Postgres alone, as a reader gets it below the stored rows. */
export async function homeFromPostgres({ ctx }: TestApp, { id }: Person): Promise<string[]> {
  const reading = ctx.cache.reading();
  const reader = (await reading.relations.get(id))!;
  const state = { assembled: null, entries: [], hasOlder: true };
  const shown = [];
  for (let before: string | null = null;;) {
    const place = { before, photosOnly: false };
    const skeleton = homeSkeleton(ctx, reading, { reader, state, pulled: [] }, place);
    const { items, next } = await fillPage(reading, id, 2, skeleton);
    shown.push(...items.map(({ card: { caption }, repost }) => ({
      caption,
      ...(repost
        ? { repostedBy: { username: repost.reposter.username, count: repost.count } }
        : {}),
    })));
    if (next === null) return inShort(shown);
    before = next;
  }
}
