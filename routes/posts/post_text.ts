import type { Context } from "../../context/mod.ts";
import type { PostCard } from "../../db/posts/cards.ts";
import type { ViewerState } from "../../domain/engagement/viewer_states.ts";
import type { Counters } from "../../domain/posts/posts.ts";
import type { RenderedText } from "../../lib/cache/page_cache.ts";
import { Rope } from "../../lib/cache/rope.ts";
import type { ShownRepost, VisiblePost } from "../../reads/posts/visible_posts.ts";
import { authorPart, cardPart, viewerPart } from "./post_view.ts";
import { postRight } from "../../context/picture_url.ts";
import { repostedByView } from "./repost_view.ts";

interface Head extends Pick<VisiblePost, "author" | "isOwn"> {
  text: string;
  validUntil: number;
}

// The JSON of a post is made once, and pages are joined from such texts. To serialize 30 posts
// again for each reader would cost more than all the rest of the read.
const headOf = new WeakMap<PostCard, Head>();
// Counters that change become a new object. The viewer states are a few shared objects.
const tailOf = new WeakMap<Counters, Map<ViewerState, string>>();

/** Returns JSON text: `before`, the views of the posts with commas between them, and `after`. */
export function postListText(
  ctx: Context,
  before: string,
  posts: readonly VisiblePost[],
  after: string,
): RenderedText {
  const parts = [before];
  let validUntil = Infinity;
  for (const seen of posts) {
    const cached = headOf.get(seen.card);
    const isSame = cached?.author === seen.author && cached.isOwn === seen.isOwn;
    const head = isSame ? cached : makeHead(ctx, seen);
    validUntil = Math.min(validUntil, head.validUntil);
    const end = seen.repost === undefined ? tail(seen) : withRepost(ctx, tail(seen), seen.repost);
    if (parts.length > 1) parts.push(",");
    parts.push(head.text, end);
  }
  parts.push(after);
  return { text: new Rope(parts), validUntil };
}

/** `{"userId":…,"postId":…,` */
function makeHead(ctx: Context, { author, card, isOwn, viewer }: VisiblePost): Head {
  const { part, validUntil } = cardPart(ctx, card, isOwn, postRight(viewer, card.id));
  const json = JSON.stringify({ ...authorPart(ctx, author), ...part });
  const head = { author, isOwn, text: `${asciiJson(json).slice(0, -1)},`, validUntil };
  // Addresses that expire are for one viewer, so their text is not cached.
  if (validUntil === Infinity) headOf.set(card, head);
  return head;
}

/** `"likesCount":…}` */
function tail(seen: VisiblePost): string {
  let tails = tailOf.get(seen.counters);
  if (tails === undefined) tailOf.set(seen.counters, tails = new Map());
  let text = tails.get(seen.viewerState);
  if (text === undefined) {
    text = JSON.stringify(viewerPart(seen)).slice(1);
    tails.set(seen.viewerState, text);
  }
  return text;
}

function withRepost(ctx: Context, text: string, repost: ShownRepost): string {
  const json = asciiJson(JSON.stringify(repostedByView(ctx, repost)));
  return `${text.slice(0, -1)},"repostedBy":${json}}`;
}

/** Returns the same JSON in ASCII. A page then has one byte a character and is sent unchanged. */
function asciiJson(json: string): string {
  return json.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
