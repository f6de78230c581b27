import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { openVideoProcessor, VideoRefused, VideoWorkerDied } from "../../../lib/video/mod.ts";
import { childrenWith } from "../../helpers/video/children.ts";
import { CLIP } from "../../helpers/video/clip.ts";
import { clip, talk } from "../../helpers/video/clips.ts";
import { openFolder } from "../../helpers/video/folder.ts";
import { play, repeat, rewrap } from "../../helpers/video/packets.ts";
import { jpeg, photo } from "../../helpers/media/pictures.ts";

const options = { ffmpegPath: null, maxSeconds: 180 };
const signal = new AbortController().signal;

for (const sandbox of ["process", "worker"] as const) {
  Deno.test(`${sandbox}: a video that browsers play is accepted without FFmpeg`, async () => {
    await using folder = await openFolder();
    const path = await folder.write(clip({ brand: "qt  ", change: talk }));
    await using processor = await openVideoProcessor({ ...options, sandbox });
    const shares: number[] = [];
    const made = await processor.process(path, {
      folder: folder.path,
      declaredType: "video/mp4",
      signal,
      onProgress: (share) => shares.push(share),
    });
    const { files: [file, ...others], ...facts } = made;
    assertEquals(facts, {
      format: "MOV",
      width: 128,
      height: 72,
      durationMs: 1000,
      hasAudio: true,
      takenAt: "2026-05-01T16:30:00.000Z",
      camera: "Apple iPhone 13",
      poster: null,
    });
    const copy = await Deno.readFile(file!.path);
    assertEquals([file!.name, file!.contentType, file!.bytes], ["video", "video/mp4", copy.length]);
    assertEquals([(await play(copy)).pictures.length, others.length], [10, 0]);
    assertEquals(shares, shares.toSorted((one, other) => one - other));
    assertEquals([shares.at(-1), processor.canTranscode], [1, false]);
  });

  Deno.test(`${sandbox}: refusals leave nothing behind, and tell people what to do`, async () => {
    await using folder = await openFolder();
    await using processor = await openVideoProcessor({ ...options, sandbox, maxBytes: 20_000 });
    const messages: string[] = [];
    const files: [Uint8Array, string][] = [
      [await rewrap(CLIP, "mkv", "vp9"), "video/webm"],
      [await jpeg(photo(20, 20)), "video/mp4"],
      [CLIP, "image/jpeg"],
      [new Uint8Array(), "video/mp4"],
      [await repeat(CLIP, 60), "video/mp4"],
    ];
    for (const [file, declaredType] of files) {
      const path = await folder.write(file);
      const where = { folder: folder.path, declaredType, signal, onProgress: () => {} };
      const { message } = await assertRejects(() => processor.process(path, where), VideoRefused);
      messages.push(message.slice(0, 60));
    }
    assertEquals(messages, [
      "This server accepts H.264 videos only. Export it as MP4 (H.2",
      "The file is not a video",
      "The file is MP4 but was announced as image/jpeg",
      "The file is not a video",
      "The video has 1 MB; at most 1 MB are accepted",
    ]);
    assertEquals(await folder.names(), ["upload"]);
  });

  for (const how of ["the signal", "closing the processor"] as const) {
    Deno.test(`${sandbox}: ${how} ends the work at once and leaves nothing behind`, async () => {
      await using folder = await openFolder();
      const path = await folder.write(await repeat(CLIP, 170));
      await using processor = await openVideoProcessor({ ...options, sandbox });
      const stop = new AbortController();
      let closing: Promise<void> | undefined;
      const work = processor.process(path, {
        folder: folder.path,
        declaredType: "video/mp4",
        signal: stop.signal,
        onProgress: () => {
          if (how === "the signal") stop.abort(new Error("changed my mind"));
          else closing ??= processor[Symbol.asyncDispose]() as Promise<void>;
        },
      });
      const { message } = await assertRejects(() => work, Error);
      await closing;
      assertEquals(message, closing ? "The server is stopping" : "changed my mind");
      assertEquals(await folder.names(), ["upload"]);
      assertEquals(childrenWith(folder.path), []);
    });
  }
}

Deno.test("a process may read the video and write its copy, and nothing else", async () => {
  Deno.env.set("VIDEO_TEST_SECRET", "hidden");
  await using folder = await openFolder();
  const path = await folder.write(await repeat(CLIP, 170));
  await using processor = await openVideoProcessor({ ...options, sandbox: "process" });
  const seen: ReturnType<typeof childrenWith> = [];
  await processor.process(path, {
    folder: folder.path,
    declaredType: "video/mp4",
    signal,
    onProgress: () => seen.length === 0 && seen.push(...childrenWith(folder.path)),
  });
  Deno.env.delete("VIDEO_TEST_SECRET");
  const [child] = seen;
  const allowed = child!.command.split("\0").filter((word) => word.startsWith("--allow"));
  const copy = `${folder.path}/${(await folder.names())[1]}/copy.mp4`;
  assertEquals(allowed, [`--allow-read=${path},${copy}`, `--allow-write=${copy}`]);
  assert(!child!.environment.includes("VIDEO_TEST_SECRET"));
  assertMatch(child!.limits, /Max data size\s+\d/);
});

Deno.test("a process that is killed fails only its video, and leaves nothing behind", async () => {
  await using folder = await openFolder();
  const path = await folder.write(await repeat(CLIP, 170));
  await using processor = await openVideoProcessor({ ...options, sandbox: "process" });
  const where = { folder: folder.path, declaredType: "video/mp4", signal };
  const { message } = await assertRejects(
    () =>
      processor.process(path, {
        ...where,
        onProgress: () => childrenWith(folder.path).forEach(({ pid }) => Deno.kill(pid, "SIGKILL")),
      }),
    VideoWorkerDied,
  );
  assertEquals(message, "The video process failed. It ended by itself (SIGKILL)");
  assertEquals(await folder.names(), ["upload"]);
  const made = await processor.process(path, { ...where, onProgress: () => {} });
  assertEquals(made.files.length, 1);
});

Deno.test("a program that is not FFmpeg is refused at the start", async () => {
  const messages: string[] = [];
  for (const ffmpegPath of ["/nowhere/ffmpeg", "/bin/true"]) {
    const opening = openVideoProcessor({ ffmpegPath, sandbox: "process", maxSeconds: 180 });
    messages.push((await assertRejects(() => opening, Error)).message);
  }
  assertEquals(messages, [
    "FFMPEG_PATH cannot be used: there is no such program",
    "FFMPEG_PATH cannot be used: it is not FFmpeg",
  ]);
});
