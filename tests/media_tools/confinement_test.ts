import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { openVideoProcessor, VideoRefused, VideoWorkerDied } from "../../lib/video/mod.ts";
import { encode } from "../../lib/video/ffmpeg/encode.ts";
import { findFfmpeg } from "../../lib/video/ffmpeg/program.ts";
import { type Child, childrenWith } from "../helpers/video/children.ts";
import { FFMPEG, make, scene } from "../helpers/video/ffmpeg.ts";
import { openFolder } from "../helpers/video/folder.ts";
import { ascii } from "../helpers/media/picture_bytes.ts";

const signal = new AbortController().signal;
/** Takes seconds to encode. */
const HEAVY = [...scene("1920x1080", 4, 30), "-c:v", "mpeg4", "-q:v", "2"];

/** Processes a heavy video, and calls `onFfmpeg` while FFmpeg runs. */
async function interrupted(
  onFfmpeg: (child: Child) => void,
  stop: AbortSignal = signal,
): Promise<{ error: Error; names: string[]; left: Child[] }> {
  await using folder = await openFolder();
  await using processor = await openVideoProcessor({
    ffmpegPath: FFMPEG,
    sandbox: "process",
    maxSeconds: 180,
  });
  const work = processor.process(await folder.write(await make("a.mp4", ...HEAVY)), {
    folder: folder.path,
    declaredType: "video/mp4",
    signal: stop,
    onProgress: () => childrenWith(folder.path).filter(isFfmpeg).forEach(onFfmpeg),
  });
  const error = await assertRejects(() => work, Error);
  return { error, names: await folder.names(), left: childrenWith(folder.path) };
}

function isFfmpeg({ command }: Child): boolean {
  return command.includes("-filter_complex");
}

Deno.test("FFmpeg that is killed fails only its video, and leaves nothing behind", async () => {
  const { error, names, left } = await interrupted(({ pid }) => Deno.kill(pid, "SIGKILL"));
  assert(error instanceof VideoWorkerDied);
  assertEquals([error.message, names, left], ["FFmpeg failed. SIGKILL", ["upload"], []]);
});

Deno.test("the signal ends FFmpeg at once", async () => {
  const stop = new AbortController();
  const end = () => stop.abort(new Error("changed my mind"));
  const { error, names, left } = await interrupted(end, stop.signal);
  assertEquals([error.message, names, left], ["changed my mind", ["upload"], []]);
});

Deno.test("FFmpeg has limits, nothing of the server's environment, and no rights of root", async () => {
  Deno.env.set("VIDEO_TEST_SECRET", "hidden");
  const stop = new AbortController();
  let seen: Child | undefined;
  const look = (child: Child) => {
    seen = child;
    stop.abort(new Error("seen"));
  };
  await interrupted(look, stop.signal);
  Deno.env.delete("VIDEO_TEST_SECRET");
  assertMatch(seen!.limits, /Max cpu time\s+10\d\s/);
  assertMatch(seen!.limits, /Max address space\s+4294967296\s/);
  assertMatch(seen!.limits, /Max file size\s+536870912\s/);
  assertMatch(seen!.limits, /Max open files\s+64\s/);
  assertMatch(seen!.limits, /Max core file size\s+0\s/);
  assertMatch(seen!.status, /NoNewPrivs:\s+1/);
  if (Deno.uid() === 0) assertMatch(seen!.status, /Uid:\s+64733\s+64733\s+64733/);
  assert(!seen!.environment.includes("VIDEO_TEST_SECRET"));
});

Deno.test("FFmpeg itself reads no playlist, even one that the server would believe", async () => {
  await using folder = await openFolder();
  const input = "upload";
  const secret = await folder.write(ascii("secret"), "secret.ts");
  await folder.write(
    ascii(`#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:${secret}\n`),
    input,
  );
  const ffmpeg = { ...(await findFfmpeg(FFMPEG))!, wrapper: [], uid: null };
  const facts = {
    ...{ format: "MP4" as const, width: 64, height: 64, durationMs: 1000 },
    ...{ framesPerSecond: 10, hasAudio: false, isHdr: false },
  };
  const size = { width: 64, height: 64, file: "720.mp4", name: null, kilobitsPerSecond: 100 };
  const job = { folder: folder.path, input, facts, renditions: [size], maxSeconds: 180 };
  const { cause } = await assertRejects(
    () => encode(ffmpeg, { ...job, signal, onProgress: () => {} }),
    VideoRefused,
  );
  assertMatch(String(cause), /not on whitelist|Format not on whitelist/i);
  assertEquals(await Deno.stat(join(folder.path, "720.mp4")).catch(() => null), null);
});

Deno.test("HDR videos are refused if FFmpeg cannot map their tones", async () => {
  await using folder = await openFolder();
  const ffmpeg = { ...(await findFfmpeg(FFMPEG))!, canToneMap: false };
  const facts = {
    ...{ format: "MP4" as const, width: 64, height: 64, durationMs: 1000 },
    ...{ framesPerSecond: 10, hasAudio: false, isHdr: true },
  };
  const job = { folder: folder.path, input: "upload", facts, renditions: [], maxSeconds: 180 };
  const { message } = await assertRejects(
    () => encode(ffmpeg, { ...job, signal, onProgress: () => {} }),
    VideoRefused,
  );
  assertEquals(message, "This server cannot show HDR videos. Export it without HDR");
});
