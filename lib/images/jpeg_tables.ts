import { Cursor } from "./cursor.ts";
import { ImageRefused } from "./errors.ts";

/** Refuses a segment that holds more, or less, than its tables: nothing may hide behind them. */
export function checkJpegTables(marker: number, payload: Uint8Array): void {
  const cursor = new Cursor(payload);
  if (marker === 0xdb) quantisationTables(cursor);
  else if (marker === 0xc4) huffmanTables(cursor);
  else if (marker === 0xdd) cursor.take(2);
  else if (marker === 0xda) cursor.take(cursor.u8() * 2 + 3);
  else frameComponents(cursor);
  if (cursor.left !== 0) throw new ImageRefused("The JPEG picture is damaged");
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
