import { Cursor } from "../core/cursor.ts";
import { ImageRefused } from "../core/errors.ts";
import { DHT, DQT, DRI, SOS } from "./jpeg_segments.ts";

/** Returns whether a segment holds exactly its tables, so that nothing hides behind them. */
export function holdsItsTables(marker: number, payload: Uint8Array): boolean {
  const cursor = new Cursor(payload);
  try {
    readTables(marker, cursor);
  } catch (error) {
    if (error instanceof ImageRefused) return false;
    throw error;
  }
  return cursor.left === 0;
}

function readTables(marker: number, cursor: Cursor): void {
  if (marker === DQT) quantisationTables(cursor);
  else if (marker === DHT) huffmanTables(cursor);
  else if (marker === DRI) cursor.take(2);
  else if (marker === SOS) cursor.take(cursor.u8() * 2 + 3);
  else frameComponents(cursor);
}

function quantisationTables(cursor: Cursor): void {
  while (cursor.left > 0) cursor.take(cursor.u8() >> 4 === 0 ? 64 : 128);
}

function huffmanTables(cursor: Cursor): void {
  while (cursor.left > 0) {
    cursor.u8();
    cursor.take(cursor.take(16).reduce((sum, count) => sum + count, 0));
  }
}

function frameComponents(cursor: Cursor): void {
  cursor.take(5);
  cursor.take(cursor.u8() * 3);
}
