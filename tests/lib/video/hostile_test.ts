import { assert, assertEquals, assertRejects } from "@std/assert";
import { VideoRefused } from "../../../lib/video/mod.ts";
import { box, container, find, parse, write } from "../../helpers/video/boxes.ts";
import { CLIP } from "../../helpers/video/clip.ts";
import { clip, type Parts, sampleTable } from "../../helpers/video/clips.ts";
import { cpuMs } from "../../helpers/cpu_time.ts";
import { inspectFile } from "../../helpers/video/folder.ts";
import { rewrap } from "../../helpers/video/packets.ts";
import { ascii, bytes, type File, join, u32 } from "../../helpers/media/picture_bytes.ts";

const BILLIONS = u32(0xffff_fff0);
/** Inspecting an ordinary clip takes about 10 ms. Other tests may work at the same time. */
const CPU_MS_MAX = 5_000;

/** Tables of a few bytes that claim billions of samples, and trees without end. */
const HOSTILE: Record<string, (parts: Parts) => void> = {
  "pictures of one size": ({ video }) =>
    sampleTable(video, "stsz").content = join(u32(0), u32(1), BILLIONS),
  "sizes that are not there": ({ video }) => sampleTable(video, "stsz").content.set(BILLIONS, 8),
  "times": ({ video }) =>
    sampleTable(video, "stts").content = join(u32(0), u32(1), BILLIONS, u32(1)),
  "offsets": ({ video }) =>
    sampleTable(video, "ctts").content = join(u32(0), u32(1), BILLIONS, u32(1)),
  "times of sound with offsets": ({ audio }) => {
    sampleTable(audio, "stts").content = join(u32(0), u32(1), BILLIONS, u32(1));
    find([audio], "trak", "mdia", "minf", "stbl").boxes.push(
      box("ctts", u32(0), u32(1), u32(1), u32(1)),
    );
  },
  "chunks of sound": ({ audio }) =>
    sampleTable(audio, "stsc").content = join(
      ...[u32(0), u32(2), u32(1), u32(1), u32(1)],
      ...[BILLIONS, u32(1), u32(1)],
    ),
  "samples of a chunk": ({ audio }) =>
    sampleTable(audio, "stsc").content = join(u32(0), u32(1), u32(1), BILLIONS, u32(1)),
  "tracks": ({ moov, video }) => moov.boxes.push(...Array(40).fill(video)),
  "boxes in the table of contents": ({ moov }) =>
    moov.boxes.push(...Array(6_000).fill(box("free"))),
  "a large table of contents": ({ moov }) => moov.boxes.push(box("free", new Uint8Array(17 << 20))),
  "boxes in the file": ({ between }) => between.push(...Array(70_000).fill(box("free"))),
  "a second table of contents": ({ moov, between }) => between.push(moov),
  "pictures in a fragment": ({ between }) =>
    between.push(container("moof", container("traf", box("trun", u32(0), BILLIONS)))),
};

for (const [name, change] of Object.entries(HOSTILE)) {
  Deno.test(`a file is refused before work is done on it: ${name}`, async () => {
    const file = clip({ change });
    const before = cpuMs();
    await assertRejects(() => inspectFile(file), VideoRefused);
    assert(cpuMs() - before < CPU_MS_MAX, `it took ${cpuMs() - before} ms`);
  });
}

Deno.test("boxes of impossible sizes end the file, and it is refused", async () => {
  const start = CLIP.slice(0, 32);
  const sizes: File[] = [
    join(u32(1), ascii("mdat"), BILLIONS, BILLIONS),
    join(u32(1), ascii("mdat"), u32(0), u32(0)),
    join(u32(7), ascii("mdat")),
    join(u32(0), ascii("moov")),
    join(u32(1), ascii("mo")),
    bytes(),
  ];
  for (const end of sizes) {
    await assertRejects(() => inspectFile(join(start, end)), VideoRefused);
  }
});

Deno.test("damaged files are refused or copied, and end soon: 300 mutations of each kind", async () => {
  const files: [File, "MP4" | "WEBM"][] = [
    [clip(), "MP4"],
    [await rewrap(CLIP, "fragmented"), "MP4"],
    [await rewrap(CLIP, "mkv"), "WEBM"],
  ];
  let random = 7;
  const next = (below: number) => {
    random = Math.imul(random, 1103515245) + 12345 >>> 0;
    return Math.floor(random / 2 ** 32 * below);
  };
  const faults: string[] = [];
  for (const [file, format] of files) {
    const head = format === "MP4" ? tableStart(file) : 0;
    for (let round = 0; round < 300; round++) {
      const mutated = file.slice();
      for (let change = 0; change < 3; change++) {
        mutated[head + next(Math.min(mutated.length - head, 1_500))] = next(256);
      }
      const before = cpuMs();
      const error = await inspectFile(mutated, { format }).then(() => null, (failure) => failure);
      if (cpuMs() - before > CPU_MS_MAX) faults.push(`slow: ${round}`);
      if (error !== null && !(error instanceof Error)) faults.push(String(error));
    }
  }
  assertEquals(faults, []);
});

function tableStart(file: File): number {
  let at = 0;
  for (const one of parse(file)) {
    if (one.type === "moov") return at;
    at += write([one]).length;
  }
  return 0;
}
