import type { UserId } from "../ids.ts";
import { lexeme, termsOf } from "./terms.ts";

/** Stands for the conversation in the terms of a search for messages. No word contains it. */
export const HERE = "?";

/** Returns the query for messages, with {@link HERE} in each lexeme; null if `q` has no words. */
export function messageTermsOf(
  q: string,
  { senderId, hasMedia }: { senderId: UserId | null; hasMedia: boolean },
): string | null {
  const words = termsOf(q, `${HERE}:`);
  if (words === null) return null;
  return [
    words,
    ...senderId === null ? [] : [lexeme(`${HERE}:@${senderId.slice(-12)}`)],
    ...hasMedia ? [lexeme(`${HERE}:=media`)] : [],
  ].join(" & ");
}
