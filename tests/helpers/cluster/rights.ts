import { assert } from "@std/assert";
import { onceHealed } from "../healing.ts";
import type { Person } from "../people/person.ts";
import { ok } from "../people/steps.ts";
import { type At, registerAt, visiting } from "./visitors.ts";

/** An author with a post for followers, and followers who can be blocked one after another. */
export interface FollowersOnly {
  author: Person;
  readers: Person[];
  postId: string;
}

/** Publishes a post for followers at an instance, and lets `count` people follow. */
export async function publishForFollowers(instance: At, count: number): Promise<FollowersOnly> {
  const [author] = await registerAt(instance, "author");
  const names = Array.from({ length: count }, (_, n) => `reader_${n}`);
  const readers: Person[] = await registerAt(instance, ...names);
  for (const reader of readers) {
    ok(await onceHealed(() => reader.post(`/users/${author.id}/follow`)), 200);
  }
  const post = { mediaIds: [], caption: "Lake", privacy: "followers" };
  const { postId } = ok(await onceHealed(() => author.post("/posts", post)), 201).data;
  return { author, readers, postId };
}

/** Resolves when an instance shows the post to the next reader. */
export async function shownAt(there: At, { readers, postId }: FollowersOnly): Promise<void> {
  const reader = visiting(there, readers.at(-1)!);
  while ((await reader.get(`/posts/${postId}`)).status !== 200);
}

/**
 * Blocks the next reader at one instance. Returns how many milliseconds later a request was sent to
 * another instance that still showed the post. Then it hides it, or says that it cannot know.
 */
export async function shownAfterBlock(
  { author, readers, postId }: FollowersOnly,
  { here, there }: { here: At; there: At },
): Promise<number> {
  const reader = readers.pop()!;
  const block = () => visiting(here, author).post(`/users/${reader.id}/block`);
  ok(await onceHealed(block), 200);
  const blockedAt = performance.now();
  for (let shownAt = blockedAt;;) {
    const sentAt = performance.now();
    const { status } = await visiting(there, reader).get(`/posts/${postId}`);
    if (status !== 200) {
      assert(status === 404 || status === 503, String(status));
      return shownAt - blockedAt;
    }
    shownAt = sentAt;
  }
}
