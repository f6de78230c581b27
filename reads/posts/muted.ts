import type { Relations } from "../../db/people/relations.ts";
import type { PostCard } from "../../db/posts/cards.ts";
import { isMutedFor, type MutableContent } from "../../domain/safety/mutes.ts";

// One object per card, so that its words are read once for all readers.
const contents = new WeakMap<PostCard, MutableContent>();

/** Whether the viewer's mutes keep a post out of their feeds. Their own posts are never muted. */
export function isMutedPost(viewer: Relations, card: PostCard, now: number): boolean {
  return card.authorId !== viewer.userId && isMutedFor(viewer, mutableContentOf(card), now);
}

function mutableContentOf(card: PostCard): MutableContent {
  let content = contents.get(card);
  if (content === undefined) {
    const { authorId, header, caption, contentWarning, tags, media } = card;
    const altTexts = media.map((one) => one.altText);
    content = { authorId, texts: [header, caption, contentWarning, ...altTexts], tags };
    contents.set(card, content);
  }
  return content;
}
