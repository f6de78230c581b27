import { normalized } from "../folding.ts";
import { REACTION_BYTES_MAX } from "./limits.ts";

const ONE_EMOJI = /^\p{RGI_Emoji}$/v;
const AS_EMOJI = "\uFE0F";
const encoder = new TextEncoder();

/**
 * Returns the emoji of a reaction in the form in which it is stored, or null if the text is not
 * exactly one emoji. Keyboards may leave out the selector that asks for an emoji.
 */
export function reactionEmoji(given: string): string | null {
  const text = normalized(given, "NFC");
  const emoji = [text, text + AS_EMOJI].find((one) => ONE_EMOJI.test(one));
  if (emoji === undefined) return null;
  return encoder.encode(emoji).length <= REACTION_BYTES_MAX ? emoji : null;
}
