import { cpuUsage } from "node:process";
import sharp from "sharp";
import { decode, loadCodecs } from "../../lib/images/formats/codecs.ts";
import { openEncoders } from "../../lib/images/formats/encoders.ts";
import { readHeader } from "../../lib/images/formats/header.ts";
import { openImageProcessor } from "../../lib/images/mod.ts";
import { render } from "../../lib/images/sandbox/render.ts";
import { type Line, lineOfOurs, type LoneBenchmark, ROUNDS } from "../benchmark.ts";
import { median, readable } from "../numbers.ts";
import { sharpFiles } from "./files.ts";
import { phonePhoto } from "./photo.ts";

const RATIO_MAX = 1.8;
const RESIDENT_MB_MAX = 260;
const CPU_SECONDS_MAX = 1.5;
const WEBP_SHARE_MAX = 0.6;
/** The kernel counts CPU time in hundredths of a second. */
const TICK_SECONDS = 0.01;

type Bytes = Uint8Array<ArrayBuffer>;

/** Compares the CPU time for all files of a phone's photo with that of sharp, in the same run. */
export const media: LoneBenchmark = {
  name: "media",
  async runAlone() {
    sharp.concurrency(1);
    sharp.cache(false);
    await loadCodecs();
    const photos = [["upright", await phonePhoto(1)], ["turned", await phonePhoto(6)]] as const;
    const lines: Line[] = [];
    for (const [name, photo] of photos) lines.push(...await compare(name, photo));
    return [...lines, ...await inSandbox(photos[1][1])];
  },
};

async function compare(name: string, photo: Bytes): Promise<Line[]> {
  const made = await render(photo);
  const webps = made.variants.filter(({ contentType }) => contentType === "image/webp");
  const pictures = await Promise.all(webps.map(({ bytes }) => {
    const header = readHeader(bytes);
    return decode(header, bytes, header);
  }));
  const encodeWebps = async () => {
    const encoders = openEncoders();
    for (const picture of pictures) await encoders.webp(picture, { isLossless: false });
  };
  const times = { all: [] as number[], webp: [] as number[], sharp: [] as number[] };
  // In turn, because the machine may be busy. The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    const taken = {
      all: await cpuMs(() => render(photo)),
      webp: await cpuMs(encodeWebps),
      sharp: await cpuMs(() => sharpFiles(photo)),
    };
    if (round === 0) continue;
    for (const key of ["all", "webp", "sharp"] as const) times[key].push(taken[key]);
  }
  const jpegs = times.all.map((all, round) => all - times.webp[round]!);
  const ratio = median(jpegs) / median(times.sharp);
  const webp = median(times.webp);
  return [{
    name: `JPEGs of a photo of 12 MP, ${name}: CPU`,
    ours: `${readable(median(jpegs))} ms`,
    baseline: `${readable(median(times.sharp))} ms (sharp, mozjpeg)`,
    ratio: `${readable(ratio)} ×`,
    target: `≤ ${RATIO_MAX} ×`,
    isMet: ratio <= RATIO_MAX,
  }, {
    name: `WebP beside them, ${name}: CPU`,
    ours: `${readable(webp)} ms`,
    baseline: `${readable(median(jpegs))} ms (the JPEGs)`,
    ratio: `${readable(webp / median(jpegs))} ×`,
    target: `≤ ${WEBP_SHARE_MAX} ×`,
    isMet: webp <= median(jpegs) * WEBP_SHARE_MAX,
  }];
}

async function cpuMs(work: () => Promise<unknown>): Promise<number> {
  const before = cpuUsage();
  await work();
  const { user, system } = cpuUsage(before);
  return (user + system) / 1000;
}

/** Measures a sandbox as the server uses it: the times for a photo, and the most memory. */
async function inSandbox(photo: Bytes): Promise<Line[]> {
  await using processor = openImageProcessor({ workers: 1 });
  const process = () => processor.process(photo, { declaredType: "image/jpeg" });
  await process();
  const before = sandbox();
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now();
    await process();
    seconds.push((performance.now() - begun) / 1000);
  }
  const after = sandbox();
  const cpuSeconds = (after.cpuSeconds - before.cpuSeconds) / ROUNDS;
  return [
    lineOfOurs({
      name: "A photo in a sandbox, all files: CPU",
      ours: `${readable(cpuSeconds)} s (in ${readable(median(seconds))} s)`,
      target: `≤ ${CPU_SECONDS_MAX} s`,
      isMet: cpuSeconds <= CPU_SECONDS_MAX,
    }),
    lineOfOurs({
      name: "Most memory of a sandbox",
      ours: `${readable(after.residentMb)} MB`,
      target: `≤ ${RESIDENT_MB_MAX} MB`,
      isMet: after.residentMb <= RESIDENT_MB_MAX,
    }),
  ];
}

/** Returns the CPU time that this program's sandbox has used, and the most memory that it had. */
function sandbox(): { cpuSeconds: number; residentMb: number } {
  for (const { name } of Deno.readDirSync("/proc")) {
    const [status, stat] = ["status", "stat"].map((file) => textOf(`/proc/${name}/${file}`));
    if (!status!.includes(`\nPPid:\t${Deno.pid}\n`)) continue;
    // After the name in parentheses: the 12th and 13th fields are the ticks in both modes.
    const fields = stat!.slice(stat!.lastIndexOf(")") + 2).split(" ");
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) * TICK_SECONDS,
      residentMb: Number(/^VmHWM:\s+(\d+) kB/m.exec(status!)![1]) / 1024,
    };
  }
  throw new Error("There is no sandbox");
}

function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return ""; // The process has ended.
  }
}
