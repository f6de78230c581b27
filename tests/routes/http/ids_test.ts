import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, follow, ok, publish } from "../../helpers/people/steps.ts";

Deno.test("an id in capitals is the same id, and its changes show at once", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  const { postId, media } = await publish(app, ada, { caption: "first" });
  const path = `/posts/${postId}`;
  const capitals = `/posts/${postId.toUpperCase()}`;
  // It is cached from here on.
  assertEquals(ok(await bob.get(path), 200).data.caption, "first");
  ok(await ada.patch(capitals, { caption: "second" }), 200);
  assertEquals(ok(await bob.get(path), 200).data.caption, "second");
  const liked = ok(await bob.post(`${capitals}/like`), 200).data;
  assertEquals(liked, { postId, isLiked: true, likesCount: 1 });
  assertEquals(ok(await bob.get(path), 200).data.likesCount, 1);
  const { commentId } = ok(await bob.post(`${capitals}/comments`, { content: "a" }), 201).data;
  ok(await bob.patch(`${path}/comments/${commentId.toUpperCase()}`, { content: "b" }), 200);
  const { comments } = ok(await ada.get(`${path}/comments`), 200).data;
  assertEquals(comments.map(({ content }: { content: string }) => content), ["b"]);
  const [{ mediaId }] = media;
  const twice = { mediaIds: [mediaId, mediaId.toUpperCase()] };
  assertEquals(errorCode(await ada.patch(path, twice), 400), "validation_failed");
  ok(await ada.post(`${capitals}/archive`), 200);
  assertEquals(errorCode(await bob.get(path), 404), "not_found");
  ok(await ada.post(`${capitals}/publish`), 200);
  ok(await bob.get(path), 200);
  ok(await ada.delete(capitals), 204);
  assertEquals(errorCode(await bob.get(path), 404), "not_found");
});
