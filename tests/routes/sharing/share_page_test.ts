import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { PRIVACIES } from "../../../domain/posts/posts.ts";
import { ORIGIN, startApp } from "../../helpers/app/app.ts";
import { errorCode, ok, publish } from "../../helpers/people/steps.ts";
import { isShown, openJson, openPage, share } from "../../helpers/posts/share.ts";
import { targetOf } from "../../helpers/media/uploads.ts";

Deno.test("a link shows its post to anybody, whatever the audience and the account", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  for (const isPrivate of [false, true]) {
    ok(await ada.patch("/users/me", { isPrivate }), 200);
    for (const privacy of PRIVACIES) {
      const { postId } = await publish(app, ada, { privacy, caption: `For ${privacy}` });
      const { path } = await share(ada, postId);
      for (const viewer of [undefined, bob, ada]) {
        assert(await isShown(app, path, viewer));
        assertStringIncludes((await openPage(app, path, viewer)).body, `For ${privacy}`);
      }
      const { post } = ok(await openJson(app, path), 200).data;
      assertEquals([post.postId, post.caption], [postId, `For ${privacy}`]);
      const shown = privacy === "close_friends" ? "followers" : privacy;
      assertEquals(post.privacy, shown);
      assertEquals(ok(await openJson(app, path, ada), 200).data.post.privacy, shown);
      // The link opens only itself.
      assertEquals(
        (await bob.get(`/posts/${postId}`)).status === 200,
        privacy === "public" && !isPrivate,
      );
    }
  }
});

Deno.test("a token that is forged, cut or tampered with is unknown", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const { token, shareLinkId } = await share(ada, postId);
  const swapped = token.slice(0, -2) + (token.at(-2) === "A" ? "B" : "A") + token.at(-1);
  const forged = [swapped, token.slice(1), `${token}A`, shareLinkId, postId, "%00", "%ff", "a%20b"];
  for (const text of forged) assertFalse(await isShown(app, `/s/${text}`), text);
  assert(await isShown(app, `/s/${token}`));
});

Deno.test("a revoked or expired link shows nothing from then on", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada, { privacy: "followers" });
  const [revoked, expired, lives] = [
    await share(ada, postId),
    await share(ada, postId),
    await share(ada, postId),
  ];
  ok(await ada.delete(`/share-links/${revoked.shareLinkId}`), 204);
  assertFalse(await isShown(app, revoked.path));
  assertFalse(await isShown(app, revoked.path, ada));
  assert(await isShown(app, expired.path));
  await app.ctx.sql`
    update share_links set expires_at = now() - interval '1 second' where id = ${expired.shareLinkId}`;
  assertFalse(await isShown(app, expired.path));
  assert(await isShown(app, lives.path));
});

Deno.test("a link to a post that is deleted, or not published yet, shows nothing", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const { path } = await share(ada, postId);
  await app.ctx.sql`update posts set status = 'processing', sort_id = null where id = ${postId}`;
  app.ctx.cache.clear();
  assertFalse(await isShown(app, path, ada));
  await app.ctx.sql`update posts set status = 'published', sort_id = id where id = ${postId}`;
  app.ctx.cache.clear();
  assert(await isShown(app, path));
  ok(await ada.delete(`/posts/${postId}`), 204);
  assertFalse(await isShown(app, path));
});

Deno.test("links of a suspended author show nothing during the suspension", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { path } = await share(ada, (await publish(app, ada)).postId);
  await transact(app.ctx.db, (tx) => setSuspended(tx, ada.id, true));
  assertFalse(await isShown(app, path));
  assertFalse(await isShown(app, path, bob));
  assertEquals(errorCode(await openJson(app, path, ada), 403), "account_suspended");
  await transact(app.ctx.db, (tx) => setSuspended(tx, ada.id, false));
  assert(await isShown(app, path));
});

Deno.test("a signed-in visitor who blocks the author, or is blocked, sees nothing", async () => {
  await using app = await startApp();
  const [ada, bob, cora, dan] = await app.people("ada", "bob", "cora", "dan");
  const { path } = await share(ada, (await publish(app, ada)).postId);
  ok(await ada.post("/users/@bob/block"), 200);
  ok(await cora.post("/users/@ada/block"), 200);
  for (const viewer of [bob, cora]) assertFalse(await isShown(app, path, viewer));
  for (const viewer of [dan, ada, undefined]) assert(await isShown(app, path, viewer));
  ok(await ada.post("/users/@bob/unblock"), 200);
  assert(await isShown(app, path, bob));
});

Deno.test("an invalid token is refused with a reason", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { path } = await share(ada, (await publish(app, ada)).postId);
  const answer = await app.fetch(path, { headers: { authorization: "Bearer a.b.c" } });
  assertEquals(answer.status, 401);
  assertEquals(answer.headers.get("cache-control"), "no-store");
  await answer.body?.cancel();
});

Deno.test("mentions of people who are hidden from the visitor are left out", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { path } = await share(ada, (await publish(app, ada, { caption: "With @cora" })).postId);
  ok(await bob.post("/users/@cora/block"), 200);
  const mentionsFor = async (viewer?: typeof bob) =>
    ok(await openJson(app, path, viewer), 200).data.post.mentions.length;
  assertEquals([await mentionsFor(), await mentionsFor(bob)], [1, 0]);
  await transact(app.ctx.db, (tx) => setSuspended(tx, cora.id, true));
  assertEquals(await mentionsFor(), 0);
});

Deno.test("a stranger's view has nothing of the visitor's state", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const { path } = await share(ada, postId);
  ok(await bob.post(`/posts/${postId}/like`), 200);
  const { post } = ok(await openJson(app, path, bob), 200).data;
  assertEquals([post.isLiked, post.likesCount], [false, 1]);
});

Deno.test("the address of the picture stays while the picture moves", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId, imageUrl } = await publish(app, ada);
  const { path } = await share(ada, postId);
  const image = await openPage(app, `${path}/image`);
  assertEquals([image.status, image.headers.get("location")], [302, imageUrl]);
  assertEquals(image.headers.get("cache-control"), "no-store");
  const hidden = await publish(app, ada, { privacy: "private" });
  const { path: other } = await share(ada, hidden.postId);
  const address = (await openPage(app, `${other}/image`)).headers.get("location")!;
  assertMatch(address, /\/m\/[\w-]+$/);
  assertMatch((await targetOf(app, address))!, /\/private\/.*X-Amz-Signature=/);
});

Deno.test("neither a page nor its 404 is cached, indexed or sent to other sites as a referrer", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { path, url } = await share(ada, (await publish(app, ada)).postId);
  assertEquals(url, ORIGIN + path);
  for (const at of [path, `${path}/image`, "/s/nothing", "/s/nothing/image", "/s/a/b/c"]) {
    for (const open of [openPage, openJson]) {
      const { headers } = await open(app, at);
      assertEquals(headers.get("cache-control"), "no-store", at);
      assertEquals(headers.get("x-robots-tag"), "noindex", at);
      assertEquals(headers.get("referrer-policy"), "no-referrer", at);
      assertEquals(headers.get("x-content-type-options"), "nosniff", at);
    }
  }
});
