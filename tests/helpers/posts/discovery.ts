import { firstIdAt } from "../../../domain/ids.ts";
import { refreshPopularity } from "../../../jobs/posts/refresh_popularity.ts";
import type { TestApp } from "../app/app.ts";
import { ok } from "../people/steps.ts";
import { type Person, send } from "../people/person.ts";

const HOUR_MS = 60 * 60 * 1000;

/** An environment in which posts need no pictures. */
export const WORDS = { PHOTO_ONLY: "false" };

/** Runs the job that refreshes popularity; returns its counts. */
export function refresh(app: TestApp): Promise<Record<string, number>> {
  return refreshPopularity.run(app.ctx, new AbortController().signal);
}

/** Publishes a post without pictures; returns its id. */
export async function say(
  author: Person,
  caption: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  return ok(await author.post("/posts", { mediaIds: [], caption, ...more }), 201).data.postId;
}

/** Moves the publication of a post some hours back, and gives it likes. */
export async function happened(
  { ctx: { sql, cache } }: TestApp,
  postId: string,
  { hours = 0, likes = 0 }: { hours?: number; likes?: number },
): Promise<void> {
  const sortId = firstIdAt(Date.now() - hours * HOUR_MS).slice(0, 14) + postId.slice(14);
  await sql`
    update posts set likes_count = ${likes}, counters_rev = counters_rev + 1, sort_id = ${sortId}
    where id = ${postId}`;
  cache.clear();
}

/** Reads a path below /api/v1 without an account. */
export function anonymously(app: TestApp, path: string) {
  return send(app.fetch, "GET", `/api/v1${path}`);
}

/** A walk that has read its first page of two posts and then pauses. */
export interface Walk {
  /** The captions so far. */
  captions: string[];
  /** Walks to the end; returns all captions. */
  end(): Promise<string[]>;
}

/** Begins to walk a list of posts. */
export async function beginWalk(reader: Person, path: string): Promise<Walk> {
  const captions: string[] = [];
  let cursor: string | null = null;
  const read = async () => {
    const query = new URLSearchParams({ limit: "2", ...(cursor ? { cursor } : {}) });
    const { data } = ok(await reader.get(`${path}${path.includes("?") ? "&" : "?"}${query}`), 200);
    captions.push(...data.posts.map((post: { caption: string }) => post.caption));
    cursor = data.pagination.nextCursor;
  };
  await read();
  const end = async () => {
    while (cursor !== null) await read();
    return captions;
  };
  return { captions, end };
}
