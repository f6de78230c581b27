import { DatabaseSync } from "node:sqlite";
import {
  type AtomicWrite,
  type KvEntry,
  MUTATION,
  type Mutation,
  type ReadRange,
} from "./messages.ts";

const STRING_PART = 0x02;

interface Row {
  key: Uint8Array;
  value: Uint8Array;
  encoding: number;
  version: number;
}

/** The entries of a KV server in an SQLite file: an acknowledged commit survives a kill. */
export class KvStore implements Disposable {
  readonly #db: DatabaseSync;
  readonly #watchers = new Set<() => void>();

  constructor(path: string) {
    this.#db = new DatabaseSync(path);
    this.#db.exec(`
      pragma journal_mode = wal;
      pragma synchronous = normal;
      create table if not exists kv (
        key blob primary key, value blob, encoding int, version int, expires_at int
      ) without rowid;
      create table if not exists last (version int);
      insert into last select 0 where not exists (select 1 from last);`);
  }

  read({ start, end, limit, reverse }: ReadRange): KvEntry[] {
    const rows = this.#db.prepare(`
      select key, value, encoding, version from kv
      where key >= ? and key < ? and (expires_at is null or expires_at > ?)
      order by key ${reverse ? "desc" : "asc"} limit ?`)
      .all(start, end, Date.now(), limit) as unknown as Row[];
    return rows.map(entryOf);
  }

  find(key: Uint8Array): KvEntry | null {
    const row = this.#db.prepare(`
      select key, value, encoding, version from kv
      where key = ? and (expires_at is null or expires_at > ?)`)
      .get(key, Date.now()) as unknown as Row | undefined;
    return row === undefined ? null : entryOf(row);
  }

  /** Applies all mutations and returns their versionstamp, or null if a check fails. */
  write({ checks, mutations }: AtomicWrite): Uint8Array | null {
    const holds = checks.every(({ key, versionstamp }) =>
      String(this.find(key)?.versionstamp ?? "") === String(versionstamp)
    );
    if (!holds) return null;
    const version = this.#commit(mutations);
    for (const changed of [...this.#watchers]) changed();
    return versionstampOf(version);
  }

  #commit(mutations: AtomicWrite["mutations"]): number {
    this.#db.exec("begin immediate");
    try {
      const { version } = this.#db.prepare(
        "update last set version = version + 1 returning version",
      )
        .get() as { version: number };
      for (const mutation of mutations) this.#apply(mutation, version);
      this.#db.exec("commit");
      return version;
    } catch (error) {
      this.#db.exec("rollback");
      throw error;
    }
  }

  /** Calls `changed` after each commit, until disposed. */
  watch(changed: () => void): Disposable {
    this.#watchers.add(changed);
    return { [Symbol.dispose]: () => void this.#watchers.delete(changed) };
  }

  #apply({ key, value, encoding, type, expiresAt }: Mutation, version: number): void {
    if (type === MUTATION.delete) {
      this.#db.prepare("delete from kv where key = ?").run(key);
      return;
    }
    const isSuffixed = type === MUTATION.setSuffixVersionstampedKey;
    if (!isSuffixed && type !== MUTATION.set) {
      throw new Error(`Mutations of type ${type} are not supported`);
    }
    const row = isSuffixed ? suffixed(key, versionstampOf(version)) : key;
    this.#db.prepare("insert or replace into kv values (?, ?, ?, ?, ?)")
      .run(row, value, encoding, version, expiresAt > 0 ? expiresAt : null);
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}

function entryOf({ key, value, encoding, version }: Row): KvEntry {
  return { key, value, encoding, versionstamp: versionstampOf(version) };
}

/** Ten bytes: the version as a big-endian integer of eight, then two unused ones. */
function versionstampOf(version: number): Uint8Array {
  const bytes = new Uint8Array(10);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(version));
  return bytes;
}

/** A key whose last part is the versionstamp as text. */
function suffixed(key: Uint8Array, versionstamp: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(versionstamp.toHex());
  return Uint8Array.from([...key, STRING_PART, ...text, 0]);
}
