import type { Context } from "../../context/mod.ts";
import { findLastTimesAsOf } from "../../db/conversations/list.ts";
import { activityOf } from "../../domain/conversations/activity.ts";
import type { ConversationKind, MemberStatus } from "../../domain/conversations/conversations.ts";
import type { ConversationId } from "../../domain/ids.ts";
import type { Seat } from "./access.ts";

/** Messages that were being committed when the first page was read are younger than this. */
const COMMIT_MS_MAX = 1000;

/** Which conversations to list. */
export interface ListFilter {
  kind: ConversationKind | undefined;
  status: MemberStatus | undefined;
  isArchived: boolean;
}

/**
 * A place in a list. A conversation that gets a message jumps to the front, so later pages are in
 * the order of one moment, `asOf`. They leave out the conversations in `seen`: those on the first
 * page that were active after that moment.
 */
export interface ListPlace {
  /** Unix milliseconds. */
  asOf: number;
  /** The last conversation of the page; null if the page held only newer ones. */
  last: { at: number; id: ConversationId } | null;
  seen: readonly ConversationId[];
}

interface Placed {
  at: number;
  id: ConversationId;
  seat: Seat;
}

/** Returns the part of these conversations after a place, newest activity first. */
export async function pageOfSeats(
  { sql }: Pick<Context, "sql">,
  seats: readonly Seat[],
  { filter, place, limit }: { filter: ListFilter; place: ListPlace | null; limit: number },
): Promise<{ seats: Seat[]; next: ListPlace | null }> {
  const { kind, status, isArchived } = filter;
  const wanted = seats.filter(({ conversation, membership, state }) =>
    state.isArchived === isArchived && (kind ?? conversation.kind) === conversation.kind &&
    (status ?? membership.status) === membership.status
  );
  const placed = place === null ? wanted.map(placedNow) : await placedAfter(sql, wanted, place);
  placed.sort(compare);
  const page = placed.slice(0, limit);
  const next = placed.length > limit ? nextPlace(place, page) : null;
  return { seats: page.map(({ seat }) => seat), next };
}

function nextPlace(place: ListPlace | null, page: readonly Placed[]): ListPlace {
  const { at, id } = page.at(-1)!;
  if (place !== null) return { ...place, last: { at, id } };
  const asOf = page[0]!.at - COMMIT_MS_MAX;
  const seen = page.filter((one) => one.at > asOf).map((one) => one.id);
  return { asOf, last: at > asOf ? null : { at, id }, seen };
}

function placedNow(seat: Seat): Placed {
  const { conversation, membership } = seat;
  return { at: activityOf(conversation, membership.joinedAt), id: conversation.id, seat };
}

/** Places conversations in the order of a moment, and returns those after the last page. */
async function placedAfter(
  sql: Context["sql"],
  seats: readonly Seat[],
  { asOf, last, seen }: ListPlace,
): Promise<Placed[]> {
  const left = seats.filter(({ conversation }) => !seen.includes(conversation.id));
  const newer = left.map(({ conversation }) => conversation)
    .filter(({ lastMessageAt }) => lastMessageAt !== null && lastMessageAt.getTime() > asOf)
    .map(({ id }) => id);
  const times = await findLastTimesAsOf(sql, newer, new Date(asOf));
  return left.map((seat): Placed => {
    const { conversation, membership } = seat;
    const time = times.get(conversation.id);
    const lastMessageAt = time === undefined ? conversation.lastMessageAt : time;
    const at = activityOf({ ...conversation, lastMessageAt }, membership.joinedAt);
    return { at, id: conversation.id, seat };
  }).filter((one) => last === null || compare(one, last) > 0);
}

function compare(one: Omit<Placed, "seat">, other: Omit<Placed, "seat">): number {
  if (one.at !== other.at) return other.at - one.at;
  return one.id < other.id ? 1 : one.id > other.id ? -1 : 0;
}
