import { findCommentDrift } from "../../../db/operations/comment_drift.ts";
import { findPostDrift } from "../../../db/operations/drift.ts";
import { assertEquals } from "@std/assert";
import type { PostId } from "../../../domain/ids.ts";
import type { TestApp } from "../app/app.ts";
import { ok } from "../people/steps.ts";
import type { Person } from "../people/person.ts";

/** Comments on a post, or replies to a comment on it; returns the comment. */
export async function say(
  person: Person,
  postId: string,
  content: string,
  parentCommentId?: string,
) {
  const body = { content, ...(parentCommentId === undefined ? {} : { parentCommentId }) };
  return ok(await person.post(`/posts/${postId}/comments`, body), 201).data;
}

/** Reacts to a comment, or takes the reaction back; returns its reactions. */
export async function react(person: Person, commentId: string, emoji: string, isMade = true) {
  const path = `/comments/${commentId}/reactions/${encodeURIComponent(emoji)}`;
  return ok(await person.send(isMade ? "PUT" : "DELETE", path), 200).data;
}

/** Returns the number of comments that a post shows. */
export async function commentsCountOf(person: Person, postId: string): Promise<number> {
  return ok(await person.get(`/posts/${postId}`), 200).data.commentsCount;
}

/** Returns all comments of a post that a person reaches, with all replies below them. */
export async function reachable(person: Person, postId: string): Promise<string[]> {
  const found: string[] = [];
  const look = async (path: string, name: string) => {
    const { data } = ok(await person.get(`${path}?limit=50`), 200);
    assertEquals(data.pagination.hasMore, false);
    for (const { commentId, repliesCount } of data[name]) {
      found.push(commentId);
      const before = found.length;
      const below = await look(`/comments/${commentId}/replies`, "replies");
      assertEquals(below, repliesCount);
      assertEquals(found.length - before >= below, true);
    }
    return data[name].length;
  };
  await look(`/posts/${postId}/comments`, "comments");
  return found;
}

/** Fails if a counter of a post or its comments differs from what it counts. */
export async function assertCounted({ ctx: { sql } }: TestApp, postId: PostId): Promise<void> {
  assertEquals([...await findPostDrift(sql, [postId])], []);
  assertEquals([...await findCommentDrift(sql, [postId])], []);
}
