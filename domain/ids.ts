declare const kind: unique symbol;

/** The id of one kind of object. It does not compile where the id of another kind is needed. */
export type Id<Kind extends string> = string & { readonly [kind]: Kind };

/** The id of a board. */
export type BoardId = Id<"board">;
/** The id of a comment or of a reply to one. */
export type CommentId = Id<"comment">;
/** The id of a conversation: a DM, a group or a room. */
export type ConversationId = Id<"conversation">;
/** The id of an invitation to a space. */
export type InvitationId = Id<"invitation">;
/** The id of a picture, or of the upload that delivers it. */
export type MediaId = Id<"media">;
/** The id of a message in a conversation. */
export type MessageId = Id<"message">;
/** The id of a post or of a reply. */
export type PostId = Id<"post">;
/** The id of a session, or of an API token that is used in its place. */
export type SessionId = Id<"session">;
/** The id of a space. */
export type SpaceId = Id<"space">;
/** The id of a user. */
export type UserId = Id<"user">;

// Every request makes an id, and single calls for random bytes would be the main cost. So bytes for
// 500 ids are fetched at once.
const RANDOM_BYTES_PER_ID = 9;
const random = new Uint8Array(RANDOM_BYTES_PER_ID * 500);
let used = random.length;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/**
 * Makes ordered UUIDv7s (RFC 9562 §5.7): 48 bits of time in milliseconds, a 12-bit counter for the
 * order within a millisecond, and 62 random bits.
 */
export class IdSequence {
  #lastMs = 0;
  #counter = 0;

  next(now: number = Date.now()): string {
    if (used === random.length) {
      crypto.getRandomValues(random);
      used = 0;
    }
    const at = used;
    used += RANDOM_BYTES_PER_ID;
    if (now > this.#lastMs) {
      this.#lastMs = now;
      this.#counter = random[at]! << 2;
    } else if (++this.#counter > 0xfff) {
      this.#lastMs++;
      this.#counter = 0;
    }
    const time = this.#lastMs.toString(16).padStart(12, "0");
    const count = this.#counter.toString(16).padStart(3, "0");
    const hex = (from: number, to: number) => {
      let text = "";
      for (let index = at + from; index < at + to; index++) text += HEX[random[index]!]!;
      return text;
    };
    const variant = HEX[(random[at + 1]! & 0x3f) | 0x80]!;
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${variant}${hex(2, 3)}-${hex(3, 9)}`;
  }
}

const ids = new IdSequence();

/** Returns an id of the current time. It sorts after all ids that this process has made before. */
export const newId = <Kind extends string>() => ids.next() as Id<Kind>;

/** Returns the time at which a UUIDv7 was made, in milliseconds since 1970. */
export function idTime(id: string): number {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text is a UUID in its canonical lower-case form. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

/** The smallest UUID: an ascending walk begins there. */
export const FIRST_ID = "00000000-0000-0000-0000-000000000000";
/** The largest UUID: a newest-first walk begins there. */
export const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** Returns the smallest UUID of a time, in milliseconds since 1970. */
export function firstIdAt(time: number): string {
  const hex = Math.max(0, Math.floor(time)).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** Returns the n-th sibling of an id: the same time, other last digits. Calls are repeatable. */
export function siblingId(id: string, n: number): string {
  const last = (BigInt(`0x${id.slice(24)}`) + BigInt(n)) & 0xffffffffffffn;
  return id.slice(0, 24) + last.toString(16).padStart(12, "0");
}
