import { normalized } from "../folding.ts";

/** The people who may comment on a post. */
export const COMMENTERS = ["everyone", "followers", "off"] as const;
/** One of {@link COMMENTERS}. */
export type Commenters = (typeof COMMENTERS)[number];

/** The choices of a post's author about its comments. */
export interface CommentControls {
  comments: Commenters;
  /** Comments with words that the author mutes are shown only to their writers. */
  filtersComments: boolean;
}

/** The number of reactions to a comment with one emoji. */
export interface ReactionCount {
  emoji: string;
  count: number;
}

/** Returns the counts of reactions, the most frequent first. */
export function reactionCounts(reactions: Readonly<Record<string, number>>): ReactionCount[] {
  return Object.entries(reactions).map(([emoji, count]) => ({ emoji, count }))
    .sort((a, b) => b.count - a.count || (a.emoji < b.emoji ? -1 : 1));
}

/** Returns the reaction that an emoji means, whatever variant of the emoji was sent. */
export function findReaction(reactions: readonly string[], emoji: string): string | undefined {
  const wanted = bare(emoji);
  return reactions.find((one) => bare(one) === wanted);
}

/** Removes the variation selector that asks for an emoji. Keyboards differ in sending it. */
function bare(emoji: string): string {
  return normalized(emoji, "NFC").replaceAll("\uFE0F", "");
}
