import { assertEquals, assertNotEquals } from "@std/assert";
import { feedActor } from "../../../actors/users/feed.ts";
import type { RenderedPage } from "../../../lib/cache/page_cache.ts";
import { startApp } from "../../helpers/app/app.ts";
import { follow, ok, publish } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";

const postsOf = async (person: Person) => ok(await person.get("/feed"), 200).data.posts;

Deno.test("a cached feed stays the same until something in it changes", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  await follow(app, bob, ada);
  const { postId } = await publish(app, ada, { caption: "one" });
  await app.settled();
  const changes = {
    likesCount: () => cora.post(`/posts/${postId}/like`),
    isLiked: () => bob.post(`/posts/${postId}/like`),
    commentsCount: () => cora.post(`/posts/${postId}/comments`, { content: "oh" }),
    caption: () => ada.patch(`/posts/${postId}`, { caption: "two" }),
  };
  for (const [field, change] of Object.entries(changes)) {
    const [before] = await postsOf(bob);
    assertEquals(await postsOf(bob), [before]);
    await change();
    const [after] = await postsOf(bob);
    assertNotEquals(after[field], before[field]);
  }
});

Deno.test("a cached feed loses hidden posts with the acknowledgement", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  await publish(app, ada, { caption: "one" });
  const { postId } = await publish(app, ada, { caption: "two" });
  await app.settled();
  const captions = async () =>
    (await postsOf(bob)).map((post: { caption: string }) => post.caption);
  assertEquals(await captions(), ["two", "one"]);
  ok(await ada.delete(`/posts/${postId}`), 204);
  assertEquals(await captions(), ["one"]);
  ok(await bob.post("/users/@ada/unfollow"), 200);
  assertEquals(await captions(), []);
});

Deno.test("a cached feed is made again when its reader has to be marked as active", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  await publish(app, ada);
  await app.settled();
  const { pages, actors } = app.ctx;
  const made: RenderedPage[] = [];
  const keep = pages.set.bind(pages);
  pages.set = (key, page) => {
    made.push(page);
    keep(key, page);
  };
  await postsOf(bob);
  await postsOf(bob);
  const { assembled } = actors.peek(feedActor, bob.id)!;
  assertEquals(made.map((page) => page.validUntil), [assembled!.activeAt + 60 * 60 * 1000]);
});
