import type { Context } from "../../context.ts";
import type { PostCard } from "../../db/post_cards.ts";
import type { UserCard } from "../../db/user_cards.ts";
import { authorPart, cardPart, type SeenPost, viewerPart } from "./post.ts";

// A page of a feed is copied from bytes that were made once a post: writing 30 posts as JSON anew
// for each reader would cost more than all the rest of the read.
const authorBytes = new WeakMap<UserCard, Uint8Array>();
const cardBytes = new WeakMap<PostCard, { bytes: Uint8Array; validUntil: number }>();
const encoder = new TextEncoder();
const COMMA = 0x2c;
// Three counters of at most ten digits, three booleans and their names.
const VIEWER_PART_BYTES_MAX = 200;

/** JSON text with a list of posts in it: equal to writing the views of these posts between the two. */
export async function postListBytes(
  ctx: Context,
  before: string,
  posts: readonly SeenPost[],
  after: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: { author: Uint8Array; card: Uint8Array }[] = [];
  let length = 3 * (before.length + after.length);
  for (const { author, card } of posts) {
    const made = cardBytes.get(card);
    const isValid = made !== undefined && made.validUntil > Date.now();
    const part = {
      author: authorBytes.get(author) ?? keepAuthor(ctx, author),
      card: isValid ? made.bytes : await keepCard(ctx, card),
    };
    parts.push(part);
    length += part.author.length + part.card.length + VIEWER_PART_BYTES_MAX;
  }
  const bytes = new Uint8Array(length);
  let at = encoder.encodeInto(before, bytes).written;
  for (const [index, { author, card }] of parts.entries()) {
    if (index > 0) bytes[at++] = COMMA;
    bytes.set(author, at);
    at += author.length;
    bytes.set(card, at);
    at += card.length;
    // Its opening brace has its place at the head of the post.
    const viewer = JSON.stringify(viewerPart(posts[index]!)).slice(1);
    at += encoder.encodeInto(viewer, bytes.subarray(at)).written;
  }
  at += encoder.encodeInto(after, bytes.subarray(at)).written;
  return bytes.subarray(0, at);
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
