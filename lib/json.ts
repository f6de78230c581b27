import { AppError } from "./errors.ts";

/** How deep lists and objects may nest: recursive readers of a value need a bound. */
const DEPTH_MAX = 32;
const [QUOTE, BACKSLASH] = ['"', "\\"].map((character) => character.charCodeAt(0));

/**
 * Parses a JSON text from outside. Throws `malformed_json`, or `validation_failed` if it nests too
 * deep.
 */
export function parseJson(text: string): unknown {
  if (isDeep(text)) {
    throw new AppError(
      "validation_failed",
      `This JSON is nested more than ${DEPTH_MAX} levels deep.`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("malformed_json", "This is not valid JSON.", { cause });
  }
}

function isDeep(text: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) isInText = !isInText;
    else if (isInText) at += code === BACKSLASH ? 1 : 0;
    // "[" and "{", "]" and "}" differ by one bit.
    else if ((code | 0x20) === 0x7b && ++depth > DEPTH_MAX) return true;
    else if ((code | 0x20) === 0x7d) depth--;
  }
  return false;
}
