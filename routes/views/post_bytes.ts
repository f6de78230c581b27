import type { Context } from "../../context.ts";
import type { PostCard } from "../../db/post_cards.ts";
import type { UserCard } from "../../db/user_cards.ts";
import type { Counters } from "../../domain/posts.ts";
import { authorPart, cardPart, type SeenPost, viewerPart } from "./post.ts";

// A page of a feed is copied from bytes that were made once a post: writing 30 posts as JSON anew
// for each reader would cost more than all the rest of the read.
const authorBytes = new WeakMap<UserCard, Uint8Array>();
const cardBytes = new WeakMap<PostCard, { bytes: Uint8Array; validUntil: number }>();
// Counters are replaced when they change; a viewer likes the post or does not.
const viewerBytes = new WeakMap<Counters, { liked?: Uint8Array; unliked?: Uint8Array }>();
const encoder = new TextEncoder();
const COMMA = 0x2c;

/** JSON text with a list of posts in it: equal to writing the views of these posts between the two. */
export async function postListBytes(
  ctx: Context,
  before: string,
  posts: readonly SeenPost[],
  after: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [encoder.encode(before)];
  const now = Date.now();
  for (const seen of posts) {
    const card = cardBytes.get(seen.card);
    const isValid = card !== undefined && card.validUntil > now;
    parts.push(
      authorBytes.get(seen.author) ?? keepAuthor(ctx, seen.author),
      isValid ? card.bytes : await keepCard(ctx, seen.card),
      viewerBytes.get(seen.counters)?.[seen.isLiked ? "liked" : "unliked"] ?? keepViewer(seen),
    );
  }
  parts.push(encoder.encode(after));
  return joined(parts, posts.length);
}

/** Joins the text before the posts, three parts a post with commas between, and the text after. */
function joined(parts: readonly Uint8Array[], posts: number): Uint8Array<ArrayBuffer> {
  let length = Math.max(posts - 1, 0);
  for (const part of parts) length += part.length;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if (index % 3 === 1 && index > 1 && index < parts.length - 1) bytes[at++] = COMMA;
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** `{"userId":…,` */
function keepAuthor(ctx: Context, author: UserCard): Uint8Array {
  const bytes = encoder.encode(`${JSON.stringify(authorPart(ctx, author)).slice(0, -1)},`);
  authorBytes.set(author, bytes);
  return bytes;
}

/** `"postId":…,` */
async function keepCard(ctx: Context, card: PostCard): Promise<Uint8Array> {
  const { part, validUntil } = await cardPart(ctx, card);
  const bytes = encoder.encode(`${JSON.stringify(part).slice(1, -1)},`);
  cardBytes.set(card, { bytes, validUntil });
  return bytes;
}

/** `"likesCount":…}`: the brace that closes is that of the author's part. */
function keepViewer(seen: SeenPost): Uint8Array {
  const bytes = encoder.encode(JSON.stringify(viewerPart(seen)).slice(1));
  const kept = viewerBytes.get(seen.counters) ?? {};
  kept[seen.isLiked ? "liked" : "unliked"] = bytes;
  viewerBytes.set(seen.counters, kept);
  return bytes;
}
