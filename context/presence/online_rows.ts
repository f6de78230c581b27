import type { UserId } from "../../domain/ids.ts";
import { bytesOfUuid, UUID_BYTES, uuidOfBytes } from "../../lib/uuid.ts";

/** A row stays below the 64 KiB of a value. */
const PEOPLE_A_ROW = 3000;
/** The rows of an instance that writes no more count for this time, in milliseconds. */
export const ROWS_KEPT_MS = 15_000;
const ONLINE = ["online"];

interface OnlineRow {
  /** Unix milliseconds. */
  at: number;
  /** The ids of people, 16 bytes each. */
  people: Uint8Array;
}

/** A version of a row, and when it was first read here. */
interface ReadVersion {
  versionstamp: string;
  readAt: number;
}

/**
 * The people who are online at each instance, as rows in KV. An instance replaces its own rows
 * every few seconds; those of a dead one end by themselves.
 */
export class OnlineRows {
  readonly #kv: Deno.Kv;
  readonly #self: string;
  #written = 0;
  /** When this instance has first read each version of a row. Clocks of instances may differ. */
  #versions = new Map<string, ReadVersion>();

  /** `self` is the id of this instance. */
  constructor(kv: Deno.Kv, self: string) {
    this.#kv = kv;
    this.#self = self;
  }

  /** Whether KV has rows of this instance. */
  get isWritten(): boolean {
    return this.#written > 0;
  }

  /** Replaces the people of this instance. */
  async write(userIds: readonly UserId[], now: number): Promise<void> {
    const rows = Math.ceil(userIds.length / PEOPLE_A_ROW);
    for (let n = 0; n < rows; n++) {
      const people = bytesOf(userIds.slice(n * PEOPLE_A_ROW, (n + 1) * PEOPLE_A_ROW));
      const row: OnlineRow = { at: now, people };
      await this.#kv.set([...ONLINE, this.#self, n], row, { expireIn: ROWS_KEPT_MS });
      this.#written = Math.max(this.#written, n + 1);
    }
    for (; this.#written > rows; this.#written--) {
      await this.#kv.delete([...ONLINE, this.#self, this.#written - 1]);
    }
  }

  /** Returns the people of the other instances. */
  async read(now: number): Promise<Set<UserId>> {
    const userIds = new Set<UserId>();
    const versions = new Map<string, ReadVersion>();
    for await (const { key, versionstamp, value } of this.#kv.list<OnlineRow>({ prefix: ONLINE })) {
      if (key[1] === this.#self) continue;
      const name = key.join();
      const known = this.#versions.get(name);
      const isKnown = known?.versionstamp === versionstamp;
      const readAt = isKnown ? known.readAt : known === undefined ? value.at : now;
      versions.set(name, { versionstamp, readAt });
      if (Math.abs(now - readAt) < ROWS_KEPT_MS) addAll(userIds, value.people);
    }
    this.#versions = versions;
    return userIds;
  }
}

function bytesOf(userIds: readonly UserId[]): Uint8Array {
  const people = new Uint8Array(userIds.length * UUID_BYTES);
  userIds.forEach((id, index) => people.set(bytesOfUuid(id), index * UUID_BYTES));
  return people;
}

function addAll(userIds: Set<UserId>, people: Uint8Array): void {
  for (let at = 0; at < people.length; at += UUID_BYTES) {
    userIds.add(uuidOfBytes(people.subarray(at, at + UUID_BYTES)) as UserId);
  }
}
