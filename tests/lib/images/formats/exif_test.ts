import { assert, assertEquals } from "@std/assert";
import { cameraName } from "../../../../lib/images/formats/exif/camera_name.ts";
import { readExif } from "../../../../lib/images/formats/exif/exif.ts";
import { exifBlock, type ExifOptions } from "../../../helpers/media/picture_exif.ts";

const takenAt = "2026:01:20 18:45:00";
const local = "2026-01-20T18:45:00";

Deno.test("a time with its offset is an instant, and the camera's local time is stored as well", async () => {
  const cases: [ExifOptions, string][] = [
    [{ offset: "+02:00" }, "2026-01-20T16:45:00.000Z"],
    [{ offset: "-03:30" }, "2026-01-20T22:15:00.000Z"],
    [{ offset: "+0545" }, "2026-01-20T13:00:00.000Z"],
    [{ offset: "Z" }, "2026-01-20T18:45:00.000Z"],
    [{ offsetOfChange: "+01:00" }, "2026-01-20T17:45:00.000Z"],
    [{ offset: "   :  ", offsetOfChange: "+01:00" }, "2026-01-20T17:45:00.000Z"],
    [{ offset: "-05:00", offsetOfChange: "+01:00" }, "2026-01-20T23:45:00.000Z"],
    [{ offset: "+02:00", ...satelliteTime(9, 0, 0) }, "2026-01-20T16:45:00.000Z"],
  ];
  for (const [options, instant] of cases) {
    assertEquals(await times({ takenAt, ...options }), { takenAt: instant, takenAtLocal: local });
  }
});

Deno.test("a time without an offset is an instant if the satellite time gives the zone", async () => {
  const cases: [ExifOptions, string | undefined][] = [
    [satelliteTime(17, 44, 58), "2026-01-20T17:45:00.000Z"],
    // A position fix of two minutes ago.
    [satelliteTime(17, 43, 0), "2026-01-20T17:45:00.000Z"],
    [satelliteTime(13, 0, 0), "2026-01-20T13:00:00.000Z"],
    [{ ...satelliteTime(4, 45, 0), gpsDate: "2026:01:21" }, "2026-01-21T04:45:00.000Z"],
    // An old fix, a fix of another day, and none.
    [satelliteTime(17, 30, 0), undefined],
    [{ ...satelliteTime(17, 45, 0), gpsDate: "2026:01:18" }, undefined],
    [{ ...satelliteTime(17, 45, 0), gpsDate: "2026:02:30" }, undefined],
    [satelliteTime(25, 0, 0), undefined],
    [{}, undefined],
    [{ offset: "+15:00" }, undefined],
    [{ offset: "+99:99" }, undefined],
    [{ offset: "+01:07" }, undefined],
    [{ offset: "local" }, undefined],
  ];
  for (const [options, instant] of cases) {
    const known = instant === undefined ? {} : { takenAt: instant };
    assertEquals(await times({ takenAt, ...options }), { ...known, takenAtLocal: local });
  }
});

Deno.test("if only the satellites give the time, the result is only an instant", async () => {
  const read = await times({ takenAt: "    :  :     :  :  ", ...satelliteTime(17, 45, 3) });
  assertEquals(read, { takenAt: "2026-01-20T17:45:03.000Z" });
});

Deno.test("impossible dates are ignored", async () => {
  const impossible = [
    ...["2026:02:30 10:00:00", "2025:02:29 10:00:00", "2026:13:01 10:00:00", "2026:00:10 10:00:00"],
    ...["2026:04:31 10:00:00", "2026:01:00 10:00:00", "0000:01:01 10:00:00", "0000:00:00 00:00:00"],
    ...["2026:01:20 24:00:00", "2026:01:20 10:60:00", "2026:01:20 10:00:60", "    :  :     :  :  "],
    ...["", "yesterday", "2026:01:20", "2026:01:20   :  :  ", "0001:01:01 00:00:00"],
  ];
  for (const takenAt of impossible) {
    assertEquals(await times({ takenAt, offset: "+02:00" }), {}, takenAt);
  }
  const scanned = { takenAt: "0000:00:00 00:00:00", digitizedAt: takenAt, offset: "+02:00" };
  assertEquals((await times(scanned)).takenAt, "2026-01-20T16:45:00.000Z");
  const leap = await times({ takenAt: "2024:02:29 10:00:00" });
  assertEquals(leap, { takenAtLocal: "2024-02-29T10:00:00" });
});

Deno.test("a broken EXIF tag costs only itself", async () => {
  const whole = exifBlock({
    takenAt,
    offset: "+02:00",
    orientation: 6,
    ...satelliteTime(17, 45, 0),
  });
  const read = await readExif(whole);
  // The entries of twelve bytes begin after the header of eight and their count of two.
  const entries = Array.from({ length: whole[8]! }, (_, i) => 10 + i * 12);
  for (const at of entries) {
    const broken = whole.slice();
    // A value of many bytes, beyond the end.
    broken.set([2, 0, 255, 255, 0, 0, 255, 255, 255, 0], at + 2);
    const left = Object.entries(await readExif(broken));
    const lost = Object.keys(read).length - left.length;
    const isTurned = whole[at] === 0x12;
    assertEquals(left.some(([name, value]) => name === "orientation" && value === 6), !isTurned);
    // The pointer to times leads to two of them.
    assert(lost <= (whole[at] === 0x69 ? 2 : 1), `${lost} are lost with the entry at ${at}`);
  }
});

Deno.test("the location is never read", async () => {
  const read = await readExif(exifBlock({ takenAt, ...satelliteTime(17, 45, 0) }));
  assertEquals(Object.keys(read).sort(), ["camera", "orientation", "takenAt", "takenAtLocal"]);
});

Deno.test("a camera's brand is in its name once", async () => {
  const cases = [
    ["Canon", "Canon EOS R5", "Canon EOS R5"],
    ["Canon", "Canon Canon EOS R5", "Canon EOS R5"],
    ["CANON INC.", "Canon EOS R5", "Canon EOS R5"],
    ["NIKON CORPORATION", "NIKON D850", "NIKON D850"],
    ["NIKON CORPORATION", "D850", "NIKON D850"],
    ["Leica Camera AG", "LEICA Q2", "LEICA Q2"],
    ["EASTMAN KODAK COMPANY", "KODAK EASYSHARE C813", "KODAK EASYSHARE C813"],
    ["LG Electronics", "LG-H870", "LG-H870"],
    ["CASIO COMPUTER CO.,LTD.", "EX-Z4", "CASIO COMPUTER EX-Z4"],
    ["RICOH IMAGING COMPANY, LTD.", "GR III", "RICOH GR III"],
    ["SONY", "ILCE-7M3", "SONY ILCE-7M3"],
    ["Apple", "iPhone 13", "Apple iPhone 13"],
    ["  Apple ", "iPhone  13 ", "Apple iPhone 13"],
    ["", "NIKON D850", "NIKON D850"],
    ["Apple", "", "Apple"],
    ["Apple", "Apple", "Apple"],
    ["", "", ""],
  ] as const;
  for (const [make, model, name] of cases) assertEquals(cameraName(make, model), name);
  const padded = await readExif(exifBlock({ make: "Canon\0\0\0", model: "Canon EOS R5 \0\0 " }));
  assertEquals(padded.camera, "Canon EOS R5");
});

function satelliteTime(...gpsTime: [number, number, number]): ExifOptions {
  return { gpsDate: "2026:01:20", gpsTime };
}

async function times(options: ExifOptions) {
  const { orientation: _, camera: __, ...times } = await readExif(exifBlock(options));
  return times;
}
