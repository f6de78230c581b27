import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { follow, ok, publish } from "../../helpers/people/steps.ts";
import { homeOf, repost } from "../../helpers/posts/reposts.ts";

Deno.test("a client may ask for feeds of pictures alone, with reposts and tags", async () => {
  await using app = await startApp({ env: { PHOTO_ONLY: "false" } });
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  await follow(app, cyd, ada);
  ok(await cyd.post("/tags/lake/follow"), 200);
  const says = async (person: typeof ada, caption: string) =>
    ok(await person.post("/posts", { mediaIds: [], caption }), 201).data.postId;
  await publish(app, ada, { caption: "photo" });
  await says(ada, "words");
  const photo = await publish(app, bob, { caption: "his" });
  const words = await says(bob, "his words");
  await says(bob, "#lake words");
  await publish(app, bob, { caption: "#lake photo" });
  for (const postId of [words, photo.postId]) await repost(app, ada, postId);
  const all = ["his by ada", "his words by ada", "#lake photo", "#lake words", "words", "photo"];
  const photos = ["his by ada", "#lake photo", "photo"];
  const page = async (query: string) =>
    ok(await cyd.get(`/feed${query}`), 200).data.posts.map((post: { caption: string }) =>
      post.caption
    );
  assertEquals(await homeOf(cyd, 2), all);
  assertEquals(await homeOf(cyd, 2, "/feed?photosOnly=true"), photos);
  assertEquals(await homeOf(cyd, 2, "/feed?photosOnly=false"), all);
  assertEquals((await page("")).length, 6, "a kept page is kept for what was asked");
  assertEquals((await page("?photosOnly=true")).length, 3);
  assertEquals((await page("")).length, 6);
  assertEquals(await homeOf(cyd, 1, "/feed/public?photosOnly=true"), [
    "#lake photo",
    "his",
    "photo",
  ]);
  assertEquals((await homeOf(cyd, 2, "/feed/public")).length, 6);
  ok(await cyd.get("/feed?photosOnly=maybe"), 400);
});

Deno.test("in a photo-only deployment feeds have no other posts, whatever the request says", async () => {
  await using app = await startApp({ env: { PHOTO_ONLY: "true" } });
  const [ada] = await app.people("ada");
  await publish(app, ada, { caption: "photo" });
  const { postId } = await publish(app, ada, { caption: "words" });
  await app.ctx.sql`delete from post_media where post_id = ${postId}`;
  app.ctx.cache.clear();
  for (const path of ["/feed", "/feed/public", "/feed?photosOnly=false"]) {
    assertEquals(await homeOf(ada, 1, path), ["photo"]);
  }
  ok(await ada.get(`/posts/${postId}`), 200);
});
