import type { Context } from "../../context.ts";
import type { PostCard } from "../../db/post_cards.ts";
import type { UserCard } from "../../db/user_cards.ts";
import { authorPart, cardPart, type SeenPost, viewerPart } from "./post.ts";

// A page of a feed is joined from text that was made once a post: writing 30 posts as JSON anew
// for each reader would cost more than all the rest of the read.
const authorTexts = new WeakMap<UserCard, string>();
const cardTexts = new WeakMap<PostCard, { text: string; validUntil: number }>();

/** The view of a post as JSON text: equal to `JSON.stringify(postView)`. */
export function postText(ctx: Context, seen: SeenPost): string | Promise<string> {
  const card = cardTexts.get(seen.card);
  if (card === undefined || card.validUntil < Date.now()) return rendered(ctx, seen);
  return joined(authorText(ctx, seen.author), card.text, seen);
}

async function rendered(ctx: Context, seen: SeenPost): Promise<string> {
  const { part, validUntil } = await cardPart(ctx, seen.card);
  const text = JSON.stringify(part).slice(1, -1);
  cardTexts.set(seen.card, { text, validUntil });
  return joined(authorText(ctx, seen.author), text, seen);
}

function authorText(ctx: Context, author: UserCard): string {
  const known = authorTexts.get(author);
  if (known !== undefined) return known;
  const text = JSON.stringify(authorPart(ctx, author)).slice(1, -1);
  authorTexts.set(author, text);
  return text;
}

function joined(author: string, card: string, seen: SeenPost): string {
  return `{${author},${card},${JSON.stringify(viewerPart(seen)).slice(1)}`;
}
