import { assert, assertEquals, assertMatch } from "@std/assert";
import { startApp } from "../helpers/app/app.ts";
import { download } from "../helpers/media/uploads.ts";
import { uploadVideo, workFolders } from "../helpers/media/videos.ts";
import { ok } from "../helpers/people/steps.ts";
import { FFMPEG, make, scene, tone } from "../helpers/video/ffmpeg.ts";

const MINUTE = 61;
type VariantView = { name: string; url: string; contentType: string };

Deno.test("a server with FFmpeg takes WebM, makes a poster of it, and plays it as a stream", async () => {
  await using app = await startApp({ env: { FFMPEG_PATH: FFMPEG } });
  const [ada, bob] = await app.people("ada", "bob");
  const { data } = await (await app.fetch("/api/v1/client")).json();
  assertEquals([data.transcodes, data.acceptedTypes.includes("video/webm")], [true, true]);
  const vp8 = ["-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"];
  const movie = await make("a.webm", ...scene("320x180", MINUTE, 2), ...tone(MINUTE), ...vp8);
  const mediaId = await uploadVideo(app, ada, movie, { contentType: "video/webm" });
  const { postId } = ok(await ada.post("/posts", { mediaIds: [mediaId] }), 201).data;
  const [media] = ok(await bob.get(`/posts/${postId}`), 200).data.media;
  assertEquals([media.kind, media.width, media.height, media.hasAudio], ["video", 320, 180, true]);
  const urlOf = (name: string) => media.variants.find((one: VariantView) => one.name === name).url;
  const text = async (url: string) => new TextDecoder().decode((await download(app, url)).bytes);
  assertMatch(await text(urlOf("video")), /^....ftyp/s);
  const master = await text(urlOf("hls"));
  const size = new URL(/^[^#\s].*$/m.exec(master)![0], urlOf("hls")).href;
  const part = new URL(/^[^#\s].*$/m.exec(await text(size))![0], size).href;
  assertEquals((await download(app, part)).status, 200);
  const [row] = await app.ctx.sql<{ needsPoster: boolean }[]>`select needs_poster from media`;
  assert(!row!.needsPoster);
  assertEquals(await workFolders(app), []);
});
