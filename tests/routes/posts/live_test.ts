import { assertEquals } from "@std/assert";
import { publishScheduledPosts } from "../../../jobs/posts/publish_scheduled_posts.ts";
import { follow, ok, publish } from "../../helpers/people/steps.ts";
import { startListening } from "../../helpers/app/listening.ts";

Deno.test("changes of a post come to its author's devices, and to followers when it is published", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  const { postId, media } = await publish(app, ada, { caption: "Lake" });
  await app.settled();
  await using adas = await listening.open(ada);
  await using bobs = await listening.open(bob);
  for (const live of [adas, bobs]) await live.subscribe("user");
  ok(await ada.patch(`/media/${media[0].mediaId}`, { altText: "A lake" }), 200);
  const described = (await adas.next("post.updated")).event.data;
  assertEquals([described.postId, described.media[0].altText], [postId, "A lake"]);
  for (const [path, type] of [["archive", "post.deleted"], ["publish", "post.created"]] as const) {
    ok(await ada.post(`/posts/${postId}/${path}`), 200);
    assertEquals((await adas.next(type)).event.data.postId, postId);
  }
  ok(await ada.delete(`/posts/${postId}`), 204);
  assertEquals((await adas.next("post.deleted")).event.data.postId, postId);
  ok(await ada.post(`/posts/${postId}/restore`), 200);
  assertEquals((await adas.next("post.created")).event.data.postId, postId);

  const publishAt = new Date(Date.now() + 3_600_000).toISOString();
  const planned = { caption: "Later", parentPostId: postId, publishAt };
  const scheduled = ok(await ada.post("/posts", planned), 201).data;
  ok(await ada.patch(`/posts/${scheduled.postId}`, { caption: "Sooner" }), 200);
  assertEquals((await adas.next("post.updated")).event.data.caption, "Sooner");
  await app.ctx.sql`update posts set publish_at = now() - interval '1 second'
    where id = ${scheduled.postId}`;
  await publishScheduledPosts.run(app.ctx, new AbortController().signal);
  for (const live of [adas, bobs]) {
    for (;;) {
      const { data } = (await live.next("post.created")).event;
      if (data.postId !== scheduled.postId) continue;
      assertEquals([data.caption, data.parentPostId], ["Sooner", postId]);
      break;
    }
  }
  const { event } = await adas.next("notification.created");
  assertEquals([event.data.type, event.data.postId], ["post_published", scheduled.postId]);
});
