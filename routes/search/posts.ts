import type { Context } from "../../context/mod.ts";
import { type Block, findBlock, type Match, type PostSearch } from "../../db/search/posts.ts";
import type { Relations } from "../../db/people/relations.ts";
import { FIRST_ID, firstIdAt, idTime, LAST_ID, type UserId } from "../../domain/ids.ts";
import { SEARCH_DEPTH_MAX } from "../../domain/limits.ts";
import { boxAround } from "../../domain/posts/places.ts";
import { relevanceAt } from "../../domain/search/ranking.ts";
import { lexeme, termsOf } from "../../domain/search/terms.ts";
import { isMutedPost } from "../../reads/posts/muted.ts";
import { loadVisiblePosts, type VisiblePost } from "../../reads/posts/visible_posts.ts";
import { paginationOf, placeOf } from "../http/paging.ts";
import { resolveUserId } from "../../reads/people/resolve_user.ts";
import type { PostSearchQuery } from "./input.ts";

/** A place in search results: the start of the search, the block, and the last result before it. */
interface Place {
  asOf: number;
  from: string;
  to: string | null;
  after: { score: number; sortId: string } | null;
}

interface Scored extends Match {
  score: number;
}

// A viewer who mutes nearly all results gets a short page, and continues from there.
const ROUNDS_MAX = 10;

/** Returns a page of the matching posts that the viewer sees and has not muted, the best first. */
export async function searchPosts(ctx: Context, viewerId: UserId | null, query: PostSearchQuery) {
  const { cursor, page, limit, ...sought } = query;
  const scope = `search posts ${JSON.stringify(sought)}`;
  const text = placeOf(ctx, scope, cursor);
  const viewer = viewerId === null ? null : await ctx.cache.relations.get(viewerId) ?? null;
  const search = await searchOf(ctx, viewer, sought);
  let place = text === null ? firstPlace() : JSON.parse(text) as Place;
  let numbers = {};
  if (page !== undefined && cursor === undefined) {
    const numbered = search && await numberedPlace(ctx, search, place, (page - 1) * limit);
    numbers = { page, limit, total: numbered?.total ?? 0, isTotalExact: numbered?.isExact ?? true };
    if (!numbered?.place) return { posts: [], pagination: { ...ending, ...numbers } };
    place = numbered.place;
  }
  const found = search ? await walk(ctx, viewer, search, place, limit) : { posts: [], next: null };
  const next = found.next && JSON.stringify(found.next);
  return { posts: found.posts, pagination: { ...paginationOf(ctx, scope, next), ...numbers } };
}

const ending = { nextCursor: null, hasMore: false };

function firstPlace(): Place {
  return { asOf: Date.now(), from: LAST_ID, to: null, after: null };
}

/** Returns the search for the database, or null if `q` has no words. */
async function searchOf(
  ctx: Context,
  viewer: Relations | null,
  { q, tags = [], author, category, format, camera, from, to, near, radius }: Omit<
    PostSearchQuery,
    "cursor" | "limit" | "page"
  >,
): Promise<PostSearch | null> {
  const viewerId = viewer?.userId ?? null;
  const authorId = author && await resolveUserId(ctx, author, viewerId);
  const words = q === undefined ? null : termsOf(q);
  if (q !== undefined && words === null) return null;
  const terms = [
    ...words === null ? [] : [words],
    ...tags.map((tag) => lexeme(`#${tag}`)),
    ...authorId ? [lexeme(`@${authorId}`)] : [],
    ...category ? [lexeme(`/${category}`)] : [],
    ...format ? [lexeme(`=${format}`)] : [],
  ];
  const now = Date.now();
  return {
    words,
    terms: terms.length === 0 ? null : terms.join(" & "),
    camera: camera ?? null,
    from: from === undefined ? FIRST_ID : firstIdAt(from),
    until: to === undefined ? LAST_ID : firstIdAt(to),
    near: near ? { center: near, radiusKm: radius, box: boxAround(near, radius) } : null,
    mutedIds: [...viewer?.mutedUntil ?? []].filter(([, end]) => end > now).map(([id]) => id)
      .filter((id) => id !== viewerId),
    viewerId,
  };
}

/** Returns the posts of a block, the best first. The order is the same for each page of a walk. */
function ranked({ matches }: Block, asOf: number): Scored[] {
  return matches
    .map((match) => ({ ...match, score: relevanceAt(match.relevance, idTime(match.sortId), asOf) }))
    .sort(comparePlaces);
}

function comparePlaces(one: { score: number; sortId: string }, other: typeof one): number {
  if (one.score !== other.score) return other.score - one.score;
  return one.sortId < other.sortId ? 1 : one.sortId > other.sortId ? -1 : 0;
}

/** Returns the place after the first `skipped` results, and the number of results up to a bound. */
async function numberedPlace(ctx: Context, search: PostSearch, first: Place, skipped: number) {
  const block = await blockOf(ctx, search, first.from, null);
  const all = ranked(block, first.asOf);
  const { score, sortId } = all[skipped - 1] ?? {};
  const after = score === undefined ? null : { score, sortId: sortId! };
  return {
    total: Math.min(all.length, SEARCH_DEPTH_MAX),
    isExact: block.isLast,
    place: skipped > all.length ? null : { ...first, to: block.to, after },
  };
}

async function walk(
  ctx: Context,
  viewer: Relations | null,
  search: PostSearch,
  place: Place,
  limit: number,
): Promise<{ posts: VisiblePost[]; next: Place | null }> {
  const posts: VisiblePost[] = [];
  let last = place;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const block = await blockOf(ctx, search, place.from, place.to);
    const here = { ...place, to: block.to };
    const { after } = here;
    const rest = ranked(block, here.asOf).filter((one) => !after || comparePlaces(after, one) < 0);
    for (let start = 0; start < rest.length;) {
      const some = rest.slice(start, start += limit + 1 - posts.length);
      const seen = await loadVisiblePosts(
        ctx.cache,
        search.viewerId,
        some.map(({ postId }) => postId),
      );
      for (const { postId, score, sortId } of some) {
        const post = seen.get(postId);
        if (!post || (viewer && isMutedPost(viewer, post.card, here.asOf))) continue;
        if (posts.length === limit) return { posts, next: last };
        posts.push(post);
        last = { ...here, after: { score, sortId } };
      }
    }
    if (block.isLast) return { posts, next: null };
    place = { ...here, from: block.to, to: null, after: null };
  }
  return { posts, next: place };
}

function blockOf(ctx: Context, search: PostSearch, from: string, to: string | null) {
  return ctx.others.read([search.viewerId], (sql) => findBlock(sql, search, from, to));
}
