import { normalized } from "../folding.ts";

/** From whom a post takes comments. */
export const COMMENTERS = ["everyone", "followers", "off"] as const;
/** One of {@link COMMENTERS}. */
export type Commenters = (typeof COMMENTERS)[number];

/** What a post's author decides about its comments. */
export interface CommentControls {
  comments: Commenters;
  /** Comments with words that the author mutes are shown to their writers alone. */
  filtersComments: boolean;
}

/** How often an emoji is among the reactions to a comment. */
export interface ReactionCount {
  emoji: string;
  count: number;
}

/** Reactions, the most frequent first. */
export function reactionCounts(reactions: Readonly<Record<string, number>>): ReactionCount[] {
  return Object.entries(reactions).map(([emoji, count]) => ({ emoji, count }))
    .sort((a, b) => b.count - a.count || (a.emoji < b.emoji ? -1 : 1));
}

/** The one of these reactions that an emoji stands for, in whichever form it was sent. */
export function findReaction(reactions: readonly string[], emoji: string): string | undefined {
  const wanted = bare(emoji);
  return reactions.find((one) => bare(one) === wanted);
}

/** An emoji without the selector that says it is one and not a letter: keyboards differ in it. */
function bare(emoji: string): string {
  return normalized(emoji, "NFC").replaceAll("\uFE0F", "");
}
