import type { Context } from "../../context/mod.ts";
import type { PostCard } from "../../db/posts/cards.ts";
import type { ViewerState } from "../../domain/engagement/viewer_states.ts";
import type { Counters } from "../../domain/posts/posts.ts";
import { Rope } from "../../lib/cache/rope.ts";
import type { ShownRepost, VisiblePost } from "../../reads/posts/visible_posts.ts";
import { authorPart, cardPart, viewerPart } from "./post_view.ts";
import { postRight } from "../../context/picture_url.ts";
import { repostedByView } from "./repost_view.ts";

/** Text that may hold addresses which work until `validUntil`, in milliseconds since 1970. */
export interface RenderedText {
  text: Rope;
  validUntil: number;
}

interface Head extends Pick<VisiblePost, "author" | "isOwn"> {
  text: string;
  validUntil: number;
}

// A page of a feed is joined from text that was made once a post: writing 30 posts as JSON anew
// for each reader would cost more than all the rest of the read.
const headOf = new WeakMap<PostCard, Head>();
// Counters are replaced when they change; what a viewer did is one of a few values.
const tailOf = new WeakMap<Counters, Map<ViewerState, string>>();

/** JSON text with a list of posts in it: equal to writing the views of these posts between the two. */
export function postListText(
  ctx: Context,
  before: string,
  posts: readonly VisiblePost[],
  after: string,
): RenderedText {
  const parts = [before];
  let validUntil = Infinity;
  for (const seen of posts) {
    const kept = headOf.get(seen.card);
    const isSame = kept?.author === seen.author && kept.isOwn === seen.isOwn;
    const head = isSame ? kept : makeHead(ctx, seen);
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
  // Addresses that end by themselves are one viewer's.
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

/** The same JSON in ASCII: a page of many posts stays one byte a character and is sent as it is. */
function asciiJson(json: string): string {
  return json.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
