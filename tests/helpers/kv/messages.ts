import { PbfReader, PbfWriter } from "pbf";

// The messages of KV Connect that the client of Deno 2 sends and reads: version 3 of
// https://github.com/denoland/denokv/blob/main/proto/schema/datapath.proto, with its field numbers.

/** An entry of the store; `encoding` says how the client reads its value. */
export interface KvEntry {
  key: Uint8Array;
  value: Uint8Array;
  encoding: number;
  versionstamp: Uint8Array;
}

/** A range of keys to read, from `start` to before `end`. */
export interface ReadRange {
  start: Uint8Array;
  end: Uint8Array;
  limit: number;
  reverse: boolean;
}

/** A row as the writer saw it; an empty versionstamp means that the row does not exist. */
export interface Check {
  key: Uint8Array;
  versionstamp: Uint8Array;
}

/** A change of one row; `type` is one of {@link MUTATION}. */
export interface Mutation {
  key: Uint8Array;
  value: Uint8Array;
  encoding: number;
  type: number;
  /** Milliseconds since 1970; 0 if the row does not expire. */
  expiresAt: number;
}

/** Changes that are applied together if every check holds. */
export interface AtomicWrite {
  checks: Check[];
  mutations: Mutation[];
}

/** The types of mutations that the store implements. */
export const MUTATION = { set: 1, delete: 2, setSuffixVersionstampedKey: 9 } as const;
const SUCCESS = 1, CHECK_FAILED = 2;
const NO_BYTES: Uint8Array = new Uint8Array();

/** Reads the ranges of a `SnapshotRead`. */
export function readRanges(bytes: Uint8Array): ReadRange[] {
  return listOf(bytes, (pbf) => {
    const range = { start: NO_BYTES, end: NO_BYTES, limit: 0, reverse: false };
    return pbf.readMessage((tag) => {
      if (tag === 1) range.start = pbf.readBytes();
      else if (tag === 2) range.end = pbf.readBytes();
      else if (tag === 3) range.limit = pbf.readVarint();
      else if (tag === 4) range.reverse = pbf.readBoolean();
    }, range);
  });
}

/** Reads the keys of a `Watch`. */
export function readWatchedKeys(bytes: Uint8Array): Uint8Array[] {
  return listOf(bytes, (pbf) => checkOf(pbf).key);
}

/** Reads an `AtomicWrite`. */
export function readAtomicWrite(bytes: Uint8Array): AtomicWrite {
  const write: AtomicWrite = { checks: [], mutations: [] };
  const pbf = new PbfReader(bytes);
  return pbf.readFields((tag) => {
    if (tag === 1) write.checks.push(checkOf(pbf));
    else if (tag === 2) write.mutations.push(mutationOf(pbf));
  }, write);
}

/** Writes a `SnapshotReadOutput`. */
export function snapshotReadOutput(ranges: readonly KvEntry[][]): Uint8Array<ArrayBuffer> {
  const pbf = new PbfWriter();
  for (const entries of ranges) {
    pbf.writeMessage(1, (found, range) => {
      for (const entry of found) range.writeMessage(1, writeEntry, entry);
    }, entries);
  }
  pbf.writeBooleanField(4, true);
  pbf.writeVarintField(8, SUCCESS);
  return new Uint8Array(pbf.finish());
}

/** Writes an `AtomicWriteOutput`; null means that a check has failed. */
export function atomicWriteOutput(versionstamp: Uint8Array | null): Uint8Array<ArrayBuffer> {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, versionstamp === null ? CHECK_FAILED : SUCCESS);
  if (versionstamp !== null) pbf.writeBytesField(2, versionstamp);
  return new Uint8Array(pbf.finish());
}

/** Writes a `WatchOutput`: undefined for an unchanged key, null for a deleted one. */
export function watchOutput(keys: readonly (KvEntry | null | undefined)[]): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, SUCCESS);
  for (const entry of keys) {
    pbf.writeMessage(2, (changed, key) => {
      key.writeBooleanField(1, changed !== undefined);
      if (changed) key.writeMessage(2, writeEntry, changed);
    }, entry);
  }
  return pbf.finish();
}

function listOf<T>(bytes: Uint8Array, read: (pbf: PbfReader) => T): T[] {
  const list: T[] = [];
  const pbf = new PbfReader(bytes);
  return pbf.readFields((tag) => {
    if (tag === 1) list.push(read(pbf));
  }, list);
}

function checkOf(pbf: PbfReader): Check {
  const check: Check = { key: NO_BYTES, versionstamp: NO_BYTES };
  return pbf.readMessage((tag) => {
    if (tag === 1) check.key = pbf.readBytes();
    else if (tag === 2) check.versionstamp = pbf.readBytes();
  }, check);
}

function mutationOf(pbf: PbfReader): Mutation {
  const mutation: Mutation = { key: NO_BYTES, value: NO_BYTES, encoding: 0, type: 0, expiresAt: 0 };
  return pbf.readMessage((tag) => {
    if (tag === 1) mutation.key = pbf.readBytes();
    else if (tag === 2) {
      pbf.readMessage((valueTag) => {
        if (valueTag === 1) mutation.value = pbf.readBytes();
        else if (valueTag === 2) mutation.encoding = pbf.readVarint();
      }, mutation);
    } else if (tag === 3) mutation.type = pbf.readVarint();
    else if (tag === 4) mutation.expiresAt = pbf.readVarint(true);
  }, mutation);
}

function writeEntry(entry: KvEntry, pbf: PbfWriter): void {
  pbf.writeBytesField(1, entry.key);
  pbf.writeBytesField(2, entry.value);
  pbf.writeVarintField(3, entry.encoding);
  pbf.writeBytesField(4, entry.versionstamp);
}
