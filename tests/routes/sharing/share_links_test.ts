import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { one } from "../../../db/sql.ts";
import { SHARE_LINKS_PER_POST_MAX } from "../../../domain/limits.ts";
import { PRIVACIES } from "../../../domain/posts/posts.ts";
import { ORIGIN, startApp, type TestApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { type Person, send } from "../../helpers/people/person.ts";
import { aJpeg, download, runMedia, upload } from "../../helpers/media/uploads.ts";

const share = async (author: Person, postId: string, body?: unknown) =>
  ok(await author.post(`/posts/${postId}/share-links`, body), 201).data;

const inAnHour = () => new Date(Date.now() + 3_600_000);

/** Returns whether a picture is waiting for a re-key. */
async function rekeysWanted(app: TestApp, mediaId: string): Promise<boolean> {
  const [row] = await app.ctx.sql<{ isRekeyWanted: boolean }[]>`
    select is_rekey_wanted from media where id = ${mediaId}`;
  return row!.isRekeyWanted;
}

Deno.test("an author creates links to a post of any audience, with an end or without", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  for (const privacy of PRIVACIES) {
    const { postId } = await publish(app, ada, { privacy });
    const link = await share(ada, postId);
    assertEquals(Object.keys(link).sort(), [
      "createdAt",
      "expiresAt",
      "postId",
      "shareLinkId",
      "token",
      "url",
    ]);
    assertEquals([link.postId, link.expiresAt], [postId, null]);
    assertEquals(link.url, `${ORIGIN}/s/${link.token}`);
    assertMatch(link.token, /^[\w-]{43}$/);
    const expiresAt = inAnHour();
    const ending = await share(ada, postId, { expiresAt: expiresAt.toISOString() });
    assertEquals(ending.expiresAt, expiresAt.toISOString());
    assertNotEquals(ending.token, link.token);
    assertEquals((await share(ada, postId, { expiresAt: null })).expiresAt, null);
  }
});

Deno.test("no token is stored in the database", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const { token } = await share(ada, postId);
  const rows = await app.ctx.sql`select * from share_links`;
  const text = JSON.stringify(rows);
  const secret = Uint8Array.fromBase64(token, { alphabet: "base64url" }).slice(16).toHex();
  assert(!text.includes(token) && !text.includes(secret));
});

Deno.test("a repeat under an Idempotency-Key makes no second link", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const path = `/posts/${postId}/share-links`;
  const key = { "idempotency-key": crypto.randomUUID() };
  const first = ok(await ada.send("POST", path, {}, key), 201);
  assertEquals(ok(await ada.send("POST", path, {}, key), 201).body, first.body);
  assertEquals((await walkList(ada, path, "shareLinks")).length, 1);
});

Deno.test("a past or invalid end is refused", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const past = new Date(Date.now() - 1000).toISOString();
  for (
    const body of [{ expiresAt: past }, { expiresAt: "tomorrow" }, { until: "2999-01-01" }, []]
  ) {
    const answer = await ada.post(`/posts/${postId}/share-links`, body);
    assertEquals(errorCode(answer, 400), "validation_failed");
  }
});

Deno.test("the list has the live links, newest first, in pages", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const other = await publish(app, ada);
  await share(ada, other.postId);
  const made = [];
  for (let n = 0; n < 6; n++) {
    made.push(await share(ada, postId, { expiresAt: inAnHour().toISOString() }));
  }
  const [expired, revoked, ...live] = made;
  await app.ctx.sql`
    update share_links set expires_at = now() - interval '1 second'
    where id = ${expired.shareLinkId}`;
  ok(await ada.delete(`/share-links/${revoked.shareLinkId}`), 204);
  const path = `/posts/${postId}/share-links`;
  assertEquals(await walkList(ada, path, "shareLinks", 3), live.reverse());
  const { pagination } = ok(await ada.get(`${path}?limit=3`), 200).data;
  const elsewhere = `/posts/${other.postId}/share-links?cursor=${pagination.nextCursor}`;
  assertEquals(errorCode(await ada.get(elsewhere), 400), "invalid_cursor");
});

Deno.test("a post has a limited number of live links, even with many requests at once", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const spare = 2;
  await app.ctx.sql`
    insert into share_links (id, post_id)
    select gen_random_uuid(), ${postId}
    from generate_series(1, ${SHARE_LINKS_PER_POST_MAX - spare}::int)`;
  const path = `/posts/${postId}/share-links`;
  const answers = await Promise.all(Array.from({ length: 5 }, () => ada.post(path)));
  assertEquals(answers.map(({ status }) => status).sort(), [201, 201, 422, 422, 422]);
  const { shareLinkId } = answers.find(({ status }) => status === 201)!.data;
  ok(await ada.delete(`/share-links/${shareLinkId}`), 204);
  await share(ada, postId);
});

Deno.test("only the author creates, lists and revokes links, and a hidden post looks missing", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const shown = await publish(app, ada);
  const hidden = await publish(app, ada, { privacy: "private" });
  const path = (postId: string) => `/posts/${postId}/share-links`;
  for (const ask of [(id: string) => bob.post(path(id), {}), (id: string) => bob.get(path(id))]) {
    assertEquals(errorCode(await ask(shown.postId), 403), "forbidden");
    assertSameAnswer(await ask(hidden.postId), await ask(crypto.randomUUID()));
    assertEquals((await ask(hidden.postId)).status, 404);
  }
  assertEquals(errorCode(await bob.post(path("me"), {}), 404), "not_found");
  const { shareLinkId, token } = await share(ada, shown.postId);
  const missing = await bob.delete(`/share-links/${crypto.randomUUID()}`);
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(await bob.delete(`/share-links/${shareLinkId}`), missing);
  assertEquals((await app.fetch(`/s/${token}`)).status, 200);

  for (const [method, at] of [["POST", path(shown.postId)], ["GET", path(shown.postId)]]) {
    assertEquals((await send(app.fetch, method!, `/api/v1${at}`)).status, 401);
  }
  assertEquals((await send(app.fetch, "DELETE", `/api/v1/share-links/${shareLinkId}`)).status, 401);
  ok(await ada.delete(`/posts/${shown.postId}`), 204);
  assertEquals((await ada.post(path(shown.postId), {})).status, 404);
  assertEquals((await ada.get(path(shown.postId))).status, 404);
});

Deno.test("revoking a link again, or an expired one, changes nothing more", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId, media } = await publish(app, ada, { privacy: "followers" });
  const { shareLinkId } = await share(ada, postId);
  ok(await ada.delete(`/share-links/${shareLinkId}`), 204);
  assert(await rekeysWanted(app, media[0].mediaId));
  const revokedAt = () =>
    one(app.ctx.sql<{ revokedAt: Date | null }[]>`
      select revoked_at from share_links where id = ${shareLinkId}`);
  await app.ctx.sql`update media set is_rekey_wanted = false`;
  await app.ctx.sql`update share_links set revoked_at = now() - interval '1 hour'`;
  const before = await revokedAt();
  ok(await ada.delete(`/share-links/${shareLinkId}`), 204);
  assertEquals(await revokedAt(), before);
  assertEquals(await rekeysWanted(app, media[0].mediaId), false);
});

Deno.test("addresses of pictures that a link showed end when it is revoked", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const mediaIds = [await upload(app, ada, await aJpeg(90, 60))];
  const { postId } = ok(await ada.post("/posts", { mediaIds, privacy: "followers" }), 201).data;
  await runMedia(app);
  const { shareLinkId, token } = await share(ada, postId);
  const image = await app.fetch(`/s/${token}/image`);
  const address = image.headers.get("location")!;
  assertEquals((await download(app, address)).status, 200);
  ok(await ada.delete(`/share-links/${shareLinkId}`), 204);
  assertEquals((await runMedia(app)).moved, 1);
  assertEquals((await download(app, address)).status, 404);
  const post = ok(await ada.get(`/posts/${postId}`), 200).data;
  assertEquals((await download(app, post.imageUrl)).status, 200);
});

Deno.test("public pictures keep their addresses when a link is revoked", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId, media } = await publish(app, ada);
  const { shareLinkId } = await share(ada, postId);
  ok(await ada.delete(`/share-links/${shareLinkId}`), 204);
  assertEquals(await rekeysWanted(app, media[0].mediaId), false);
});
