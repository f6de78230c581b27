import { assertEquals } from "@std/assert";
import { placementFor, type Privacy } from "../../../domain/posts/posts.ts";
import type { TestApp } from "../app/app.ts";
import { insertReadyMedia } from "../media/media.ts";
import type { Answer, Person } from "./person.ts";

/** Publishes a post with one ready picture; returns the post. */
export async function publish(
  app: TestApp,
  author: Person,
  post: { privacy?: Privacy; caption?: string; header?: string } = {},
) {
  const [account] = await app.ctx.sql<{ isPrivate: boolean }[]>`
    select is_private from users where id = ${author.id}`;
  const placement = placementFor(post.privacy ?? "public", account!);
  const mediaIds = [await insertReadyMedia(app.ctx.sql, author.id, placement)];
  return ok(await author.post("/posts", { mediaIds, ...post }), 201).data;
}

/** Follows, and waits for the delivery. */
export async function follow(app: TestApp, follower: Person, followee: Person): Promise<void> {
  ok(await follower.post(`/users/${followee.id}/follow`), 200);
  await app.settled();
}

/** Returns the response, which must have this status. */
export function ok(answer: Answer, status: number): Answer {
  assertEquals(answer.status, status, JSON.stringify(answer.body));
  return answer;
}

/** Returns the error code of a response, which must have this status. */
export function errorCode(answer: Answer, status: number): string {
  return ok(answer, status).body.error.code;
}

/** Fails unless both responses are equal to the byte, except for the id of the request. */
export function assertSameAnswer(one: Answer, other: Answer): void {
  const bare = ({ status, body }: Answer) => ({
    status,
    body: { ...body, error: { ...body.error, requestId: "" } },
  });
  assertEquals(bare(one), bare(other));
}

/** Returns all items of a list, page by page. `between` runs after each page, numbered from 0. */
export async function walkList(
  person: Person,
  path: string,
  name: string,
  limit = 3,
  between?: (page: number) => Promise<void>,
  // deno-lint-ignore no-explicit-any -- as in Answer
): Promise<any[]> {
  const items = [];
  let cursor: string | null = null;
  let page = 0;
  do {
    const query = new URLSearchParams({ limit: String(limit), ...(cursor ? { cursor } : {}) });
    const { data } = ok(await person.get(`${path}${path.includes("?") ? "&" : "?"}${query}`), 200);
    assertEquals(data.pagination.hasMore, data.pagination.nextCursor !== null);
    items.push(...data[name]);
    cursor = data.pagination.nextCursor;
    await between?.(page++);
  } while (cursor !== null);
  return items;
}
