import { join } from "node:path";
import { cpuUsage } from "node:process";
import { openVideoProcessor, type VideoProcessor } from "../../lib/video/mod.ts";
import { type Line, lineOfOurs, type LoneBenchmark, ROUNDS } from "../benchmark.ts";
import { median, readable } from "../numbers.ts";

const RATIO_MAX = 1.1;
const COPY_CPU_MS_MAX = 150;
/** CPU time varies little, and each round takes half a minute of it. */
const ENCODING_ROUNDS = 3;
/** The kernel counts CPU time in hundredths of a second. */
const TICK_MS = 10;
const SECONDS = 10;

const SCENE = ["-f", "lavfi", "-i", `testsrc2=s=1920x1080:r=30:d=${SECONDS}`];
const TONE = ["-f", "lavfi", "-i", `sine=440:d=${SECONDS}`, "-c:a", "aac"];
const H264 = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"];
const FAST = ["-movflags", "+faststart", "-threads", "1"];

/** The CPU time of a video of ten seconds, beside FFmpeg by hand, and that of a copy. */
export const video: LoneBenchmark = {
  name: "video",
  async runAlone() {
    const folder = await Deno.makeTempDir({ prefix: "tintype-bench-" });
    try {
      const heavy = await ffmpeg(
        folder,
        [...SCENE, ...TONE, ...H264, "-b:v", "8500k"],
        "heavy.mp4",
      );
      const lean = await ffmpeg(folder, [...SCENE, ...TONE, ...H264, "-b:v", "3500k"], "lean.mp4");
      return [await copied(folder, lean), await encoded(folder, heavy)];
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
};

async function encoded(folder: string, path: string): Promise<Line> {
  await using processor = await openVideoProcessor({ sandbox: "process", maxSeconds: SECONDS });
  const times = { ours: [] as number[], byHand: [] as number[] };
  // In turn, because the machine may be busy.
  for (let round = 0; round < ENCODING_ROUNDS; round++) {
    times.ours.push(await cpuMs(() => process(processor, folder, path)));
    times.byHand.push(await cpuMs(() => byHand(folder, path)));
  }
  const ratio = median(times.ours) / median(times.byHand);
  return {
    name: `A video of ${SECONDS} s with 1080 lines in two sizes: CPU`,
    ours: `${readable(median(times.ours) / 1000)} s`,
    baseline: `${readable(median(times.byHand) / 1000)} s (FFmpeg by hand)`,
    ratio: `${readable(ratio)} ×`,
    target: `≤ ${RATIO_MAX} ×`,
    isMet: ratio <= RATIO_MAX,
  };
}

async function copied(folder: string, path: string): Promise<Line> {
  const options = { ffmpegPath: null, sandbox: "process", maxSeconds: SECONDS } as const;
  await using processor = await openVideoProcessor(options);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    times.push(await cpuMs(() => process(processor, folder, path)));
  }
  const cpu = median(times);
  const bytes = (await Deno.stat(path)).size;
  return lineOfOurs({
    name: `A copy of a video of ${SECONDS} s (${readable(bytes / 1_000_000)} MB): CPU`,
    ours: `${readable(cpu)} ms (${times.map(readable).join(", ")})`,
    target: `≤ ${COPY_CPU_MS_MAX} ms`,
    isMet: cpu <= COPY_CPU_MS_MAX,
  });
}

async function process(processor: VideoProcessor, folder: string, path: string): Promise<void> {
  const { signal } = new AbortController();
  const where = { folder, declaredType: "video/mp4", signal, onProgress: () => {} };
  await processor.process(path, where);
}

/** Makes the same sizes and the same poster. */
async function byHand(folder: string, path: string): Promise<void> {
  const graph = "[0:v:0]scale=1920:1080,format=yuv420p,split=2[v0][s];[s]scale=1280:720[v1]";
  const output = (index: number, kilobits: number, name: string) => [
    ...["-map", `[v${index}]`, "-map", "0:a:0", ...H264, "-crf", "23", "-profile:v", "high"],
    ...["-maxrate", `${kilobits}k`, "-bufsize", `${2 * kilobits}k`, "-fps_mode", "vfr"],
    ...["-force_key_frames", "expr:gte(t,n_forced*4)", "-c:a", "aac", "-b:a", "128k", "-ac", "2"],
    ...[...FAST, join(folder, name)],
  ];
  const sizes = [...output(0, 6000, "by_hand_1080.mp4"), ...output(1, 4000, "by_hand_720.mp4")];
  const graphs = ["-filter_complex_threads", "1", "-filter_complex", graph];
  await run(["-threads", "1", "-i", path, ...graphs, ...sizes]);
  const finished = join(folder, "by_hand_1080.mp4");
  await run(["-ss", "1", "-i", finished, "-frames:v", "1", join(folder, "by_hand.jpg")]);
}

async function ffmpeg(folder: string, args: string[], name: string): Promise<string> {
  const path = join(folder, name);
  await run([...args, ...FAST, path]);
  return path;
}

async function run(args: readonly string[]): Promise<void> {
  const command = new Deno.Command("ffmpeg", {
    args: ["-v", "error", "-nostdin", "-y", ...args],
    stderr: "inherit",
  });
  if (!(await command.output()).success) throw new Error("FFmpeg failed");
}

/** Returns the CPU time of this process and of its children that have ended. */
async function cpuMs(work: () => Promise<void>): Promise<number> {
  const before = ownMs() + childrenMs();
  await work();
  return ownMs() + childrenMs() - before;
}

function ownMs(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}

function childrenMs(): number {
  const stat = Deno.readTextFileSync("/proc/self/stat");
  // After the name in parentheses: the 14th and 15th fields.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) * TICK_MS;
}
