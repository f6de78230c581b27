import { type Bytes, concat, latin1 } from "../core/cursor.ts";
import { hasTable, type Profile, readShaper, readXyz } from "./profile.ts";

/** Tags with colours in tables, for the perceptual and the colorimetric intent. */
const TABLES = ["A2B0", "A2B1"];
const COLORANTS = ["rXYZ", "gXYZ", "bXYZ"];
/** The white of all connection spaces, as in every header. */
const D50 = [0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d];
const HEADER_BYTES = 128;
const NAME = "Colours of a picture";
const RIGHTS = "None";

/**
 * Rebuilds a profile from its numbers alone. Profiles of screens carry serial numbers, names and
 * dates. Returns null if the numbers are incomplete.
 */
export function plainProfile(profile: Profile): Bytes | null {
  const numbers = hasTable(profile) ? tables(profile) : shaperTags(profile);
  if (!numbers) return null;
  const isOld = profile.bytes[8] === 2;
  return build(profile, [
    ["desc", isOld ? oldName() : localized(NAME)],
    ["cprt", isOld ? concat([ascii("text\0\0\0\0"), ascii(`${RIGHTS}\0`)]) : localized(RIGHTS)],
    ["wtpt", white(profile)],
    ...numbers,
  ]);
}

type Tag = [name: string, data: Uint8Array];

function tables({ tags }: Profile): Tag[] {
  return TABLES.flatMap((name): Tag[] => tags.has(name) ? [[name, tags.get(name)!]] : []);
}

function shaperTags(profile: Profile): Tag[] | null {
  const read = readShaper(profile);
  const colorants = profile.space === "GRAY" ? [] : COLORANTS;
  return read && [
    ...colorants.map((name): Tag => [name, profile.tags.get(name)!.subarray(0, 20)]),
    ...[...read.curves].map(([name, { bytes }]): Tag => [name, bytes]),
  ];
}

function build({ bytes }: Profile, tags: readonly Tag[]): Bytes {
  const parts: Uint8Array[] = [];
  const places = new Map<string, number>();
  const table = new Uint8Array(4 + tags.length * 12);
  const tableView = new DataView(table.buffer);
  tableView.setUint32(0, tags.length);
  let end = HEADER_BYTES + table.length;
  tags.forEach(([name, data], index) => {
    // The three curves are mostly one. Tables never are, and long to compare.
    const key = data.length < 0x10000 ? latin1(data) : name;
    const place = places.get(key) ?? end;
    places.set(key, place);
    table.set(ascii(name), 4 + index * 12);
    tableView.setUint32(8 + index * 12, place);
    tableView.setUint32(12 + index * 12, data.length);
    if (place !== end) return;
    const padding = new Uint8Array(-data.length & 3);
    parts.push(data, padding);
    end += data.length + padding.length;
  });
  return concat([header(bytes, end), table, ...parts]);
}

/** Version, class and spaces of the profile; no maker, model, creator, date or flags. */
function header(old: Uint8Array, length: number): Uint8Array {
  const made = new Uint8Array(HEADER_BYTES);
  const view = new DataView(made.buffer);
  view.setUint32(0, length);
  made.set(old.subarray(8, 10), 8);
  made.set(old.subarray(12, 24), 12);
  made.set(ascii("acsp"), 36);
  made[67] = Math.min(3, old[67]!);
  made.set(D50, 68);
  return made;
}

function white({ tags }: Profile): Uint8Array {
  const stated = tags.get("wtpt");
  return readXyz(stated) ? stated!.subarray(0, 20) : concat([ascii("XYZ \0\0\0\0"), bytes(D50)]);
}

/** A text description (ICC.1:2001, 6.5.17): the text, and two empty translations. */
function oldName(): Uint8Array {
  const text = ascii(`${NAME}\0`);
  return concat([ascii("desc\0\0\0\0"), bytes([0, 0, 0, text.length]), text, new Uint8Array(78)]);
}

/** A text in English (ICC.1, 10.15). */
function localized(text: string): Uint8Array {
  const wide = ascii([...text].map((letter) => `\0${letter}`).join(""));
  return concat([
    ascii("mluc\0\0\0\0"),
    bytes([0, 0, 0, 1, 0, 0, 0, 12]),
    ascii("enUS"),
    bytes([0, 0, 0, wide.length, 0, 0, 0, 28]),
    wide,
  ]);
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function bytes(values: readonly number[]): Uint8Array {
  return new Uint8Array(values);
}
