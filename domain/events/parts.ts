import { type DomainEvent, inboxChangeOf, loggedOf } from "./events.ts";

/** The recipients of events are divided into this many parts. Each has one deliverer at a time. */
export const PARTS = 64;

/** A set of parts: one bit for each, as a signed number of 64 bits like a `bigint` of Postgres. */
export type Parts = bigint;

/** No part. */
export const NO_PARTS: Parts = 0n;
/** All parts. */
export const ALL_PARTS: Parts = -1n;

const BITS = Array.from({ length: PARTS }, (_, part) => signed(1n << BigInt(part)));

function signed(parts: bigint): Parts {
  return BigInt.asIntN(PARTS, parts);
}

/**
 * Returns the part of a user or of a topic: the lowest bits of the id at its end, which are random.
 * `partBit` in `db/outbox/rows.ts` computes the same.
 */
export function partOf(id: string): number {
  // An event that was damaged must not stop those beside it.
  return (parseInt(id.slice(-2), 16) || 0) % PARTS;
}

/** Returns the set that holds only the part of this user or topic. */
export function bitOf(id: string): Parts {
  return BITS[partOf(id)]!;
}

/** Returns the set of these parts. */
export function partsFrom(parts: Iterable<number>): Parts {
  let all = NO_PARTS;
  for (const part of parts) all |= BITS[part]!;
  return all;
}

/** Returns the parts whose recipients are in one of several KV stores. */
export function shardParts(shard: number, shards: number): Parts {
  if (shards === 1) return ALL_PARTS;
  return partsFrom(
    Array.from({ length: PARTS }, (_, part) => part).filter((part) =>
      shardOfPart(part, shards) === shard
    ),
  );
}

/** Returns the number of the KV store that has the recipients of a part. */
export function shardOfPart(part: number, shards: number): number {
  return part % shards;
}

/** Returns the n-th part of a KV store among `shards`, from the first again after the last. */
export function nthPartOf(shard: number, shards: number, n: number): number {
  return shard + shards * (n % Math.ceil((PARTS - shard) / shards));
}

/** Returns whether a set holds the part of this user or topic. */
export function includesPart(parts: Parts, id: string): boolean {
  return parts === ALL_PARTS || (parts & bitOf(id)) !== NO_PARTS;
}

/** Returns the numbers of the parts in a set, lowest first. */
export function numbersOf(parts: Parts): number[] {
  return BITS.flatMap((bit, part) => (parts & bit) === NO_PARTS ? [] : [part]);
}

/** Returns the parts that an event concerns: they may be more than it has recipients. */
export function partsOf(id: string, event: DomainEvent): Parts {
  if (event.type === "feed.fan_out") return BITS[event.part ?? partOf(event.authorId)]!;
  if (event.type === "likes.changed") return union(event.posts.map(({ authorId }) => authorId), id);
  const { causes, retractions, deleted, withdrawn } = inboxChangeOf(id, event);
  // The people whose notifications are about a deleted object are not known here.
  if (deleted.length > 0) return ALL_PARTS;
  const recipients = [...causes, ...retractions, ...withdrawn].map(({ userId }) =>
    userId as string
  );
  if (event.type === "notifications.read") recipients.push(event.userId);
  return union(recipients.concat(loggedOf(event).flatMap(({ topics }) => topics)), id);
}

/** Returns the parts of these recipients, or of the event where there are none. */
function union(recipients: readonly string[], eventId: string): Parts {
  if (recipients.length === 0) return bitOf(eventId);
  return recipients.reduce((parts, id) => parts | bitOf(id), NO_PARTS);
}

/**
 * Returns whether the part that delivers what concerns no recipient is in this set: invalidations
 * and counters. It is the lowest part of the event.
 */
export function includesHome(parts: Parts, id: string, event: DomainEvent): boolean {
  if (parts === ALL_PARTS) return true;
  const concerned = partsOf(id, event);
  const home = concerned === ALL_PARTS ? bitOf(id) : concerned & -concerned;
  return (parts & signed(home)) !== NO_PARTS;
}

/**
 * Returns the parts that an instance should own while exactly these instances live. It has the
 * highest weight for them (rendezvous hashing, Thaler and Ravishankar 1998).
 */
export function partsWonBy(self: string, living: readonly string[]): Parts {
  const won: number[] = [];
  for (let part = 0; part < PARTS; part++) {
    const weight = weightOf(self, part);
    const isBeaten = living.some((other) => {
      if (other === self) return false;
      const theirs = weightOf(other, part);
      return theirs > weight || theirs === weight && other > self;
    });
    if (!isBeaten) won.push(part);
  }
  return partsFrom(won);
}

/** FNV-1a over the text of both (RFC 9923), mixed once more: its high bits barely change. */
function weightOf(instance: string, part: number): number {
  let hash = 0x811c9dc5;
  for (const char of `${instance}:${part}`) {
    hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
