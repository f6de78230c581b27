import { assert, assertEquals, assertMatch } from "@std/assert";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import type { Privacy } from "../../../domain/posts/posts.ts";
import type { PostId, UserId } from "../../../domain/ids.ts";
import { VARIANT_NAMES } from "../../../domain/media/media.ts";
import { pictureViewer, postRight } from "../../../context/picture_url.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, follow, ok } from "../../helpers/people/steps.ts";
import { type Answer, PASSWORD, Person, send } from "../../helpers/people/person.ts";
import { openJson, share } from "../../helpers/posts/share.ts";
import { report, startModeratedApp } from "../../helpers/people/moderation.ts";
import { aJpeg, download, runMedia, upload } from "../../helpers/media/uploads.ts";

interface Shown {
  media: { variants: { name: string; url: string }[] }[];
}

const open = (app: TestApp, url: string): Promise<Answer> => send(app.fetch, "GET", url);
const urlOf = ({ media }: Shown) => media[0]!.variants[0]!.url;

/** Publishes a post for a limited audience, with a picture. */
async function hiddenPost(app: TestApp, author: Person, privacy: Privacy) {
  const mediaIds = [await upload(app, author, await aJpeg(90, 60))];
  const { postId } = ok(await author.post("/posts", { mediaIds, privacy }), 201).data;
  await runMedia(app);
  return { postId: postId as string, mediaId: mediaIds[0]! };
}

async function seenBy(viewer: Person, postId: string): Promise<string> {
  return urlOf(ok(await viewer.get(`/posts/${postId}`), 200).data);
}

async function endsWith(app: TestApp, url: string, step: () => Promise<unknown>, what: string) {
  assertEquals((await download(app, url)).status, 200, what);
  await step();
  const missing = await open(app, `${app.ctx.config.PUBLIC_URL}/m/${"A".repeat(10)}`);
  assertEquals(missing.status, 404);
  assertSameAnswer(await open(app, url), missing);
}

Deno.test("an address of a picture ends at once with the right to see it, for every reason", async () => {
  await using app = await startModeratedApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await hiddenPost(app, ada, "followers");
  const friends = await hiddenPost(app, ada, "close_friends");
  const granted = await hiddenPost(app, ada, "private");
  const follows = () => follow(app, bob, ada);
  const bobs = () => seenBy(bob, postId);

  await follows();
  await endsWith(app, await bobs(), () => ada.post("/users/@bob/block"), "block");
  ok(await ada.delete("/users/@bob/block"), 200);
  await follows();
  await endsWith(app, await bobs(), () => bob.delete("/users/@ada/follow"), "unfollow");
  await follows();
  await endsWith(
    app,
    await bobs(),
    () => ada.delete("/users/me/followers/@bob"),
    "follower removed",
  );
  await follows();
  ok(await ada.put("/users/me/close-friends/@bob"), 204);
  const friendly = await seenBy(bob, friends.postId);
  await endsWith(
    app,
    friendly,
    () => ada.delete("/users/me/close-friends/@bob"),
    "close friend removed",
  );
  ok(await ada.put(`/posts/${granted.postId}/grants/@bob`), 204);
  const given = await seenBy(bob, granted.postId);
  await endsWith(app, given, () => ada.delete(`/posts/${granted.postId}/grants/@bob`), "grant");

  const suspend = (person: Person, is: boolean) => () =>
    transact(app.ctx.db, (tx) => setSuspended(tx, person.id, is));
  await endsWith(app, await bobs(), suspend(ada, true), "author suspended");
  await suspend(ada, false)();
  await runMedia(app);
  await endsWith(app, await bobs(), suspend(bob, true), "viewer suspended");
  await suspend(bob, false)();
  await endsWith(
    app,
    await bobs(),
    () => ada.patch(`/posts/${postId}`, { privacy: "private" }),
    "narrowed",
  );
  await endsWith(app, await seenBy(ada, postId), () => ada.delete(`/posts/${postId}`), "deleted");
});

Deno.test("an address of a picture ends with its session, and other sessions' addresses live", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await hiddenPost(app, ada, "followers");
  await follow(app, bob, ada);
  const body = { username: "bob", password: PASSWORD };
  const stolen = ok(await send(app.fetch, "POST", "/api/v1/auth/login", body), 200).data;
  const authorization = `Bearer ${stolen.accessToken}`;
  const shown = await send(app.fetch, "GET", `/api/v1/posts/${postId}`, undefined, {
    authorization,
  });
  const url = urlOf(ok(shown, 200).data);
  const { sessions } = ok(await bob.get("/auth/sessions"), 200).data;
  const other = sessions.find((one: { isCurrent: boolean }) => !one.isCurrent);
  await endsWith(
    app,
    url,
    async () => ok(await bob.delete(`/auth/sessions/${other.sessionId}`), 204),
    "session",
  );
  assertEquals((await download(app, await seenBy(bob, postId))).status, 200);
});

Deno.test("a share link's picture address ends with its own link, or with a block of its visitor", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await hiddenPost(app, ada, "private");
  const [one, other] = [await share(ada, postId), await share(ada, postId)];
  const urls = await Promise.all(
    [one, other].map(async ({ path }) => urlOf(ok(await openJson(app, path), 200).data.post)),
  );
  const asBob = urlOf(ok(await openJson(app, other.path, bob), 200).data.post);
  await endsWith(app, urls[0]!, () => ada.delete(`/share-links/${one.shareLinkId}`), "revoked");
  assertEquals((await download(app, urls[1]!)).status, 200);
  await endsWith(app, asBob, () => ada.post("/users/@bob/block"), "blocked");
  await endsWith(
    app,
    urls[1]!,
    () => app.ctx.sql`update share_links set expires_at = now() - interval '1 second'`,
    "expired",
  );
});

Deno.test("an address is one text for minutes, and its target lives for less than one", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId, mediaId } = await hiddenPost(app, ada, "followers");
  for (const person of [bob, cora]) await follow(app, person, ada);
  const url = await seenBy(bob, postId);
  const again = await seenBy(bob, postId);
  const feed = ok(await bob.get("/feed"), 200).data.posts[0];
  assertEquals([again, urlOf(feed)], [url, url]);
  assert(await seenBy(cora, postId) !== url);
  const answer = await open(app, url);
  assertEquals(answer.status, 302);
  assertMatch(answer.headers.get("cache-control")!, /^private, max-age=([1-9]|10)$/);
  const target = new URL(answer.headers.get("location")!);
  assertEquals(target.searchParams.get("X-Amz-Expires"), "60");
  const own = ok(await ada.get(`/media/${mediaId}`), 200).data as Shown["media"][0];
  const original = own.variants.find(({ name }) => name === "original")!;
  assertEquals((await download(app, original.url)).status, 200);
});

Deno.test("an address leads to the type of its variant, and an old one to the first of its name", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId, mediaId } = await hiddenPost(app, ada, "private");
  const { media } = ok(await ada.get(`/posts/${postId}`), 200).data;
  const types = new Set<string>();
  for (const { url, bytes, contentType } of media[0].variants) {
    const { headers, ...read } = await download(app, url);
    assertEquals([headers.get("content-type"), read.bytes.length], [contentType, bytes]);
    types.add(contentType);
  }
  assertEquals([...types].sort(), ["image/jpeg", "image/webp"]);
  const viewer = await pictureViewer(app.ctx, ada.id as UserId);
  const claim = { ...postRight(viewer, postId as PostId), mediaId };
  const old = app.ctx.pictureTokens.encode({ ...claim, variant: VARIANT_NAMES.indexOf("small") });
  const { headers } = await download(app, `${app.ctx.config.PUBLIC_URL}/m/${old}`);
  assertEquals(headers.get("content-type"), "image/jpeg");
});

Deno.test("a moderator's address from a report ends with their role", async () => {
  await using app = await startModeratedApp();
  const { mona, ann } = app;
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  const { postId } = await hiddenPost(app, ada, "followers");
  await report(bob, "posts", postId);
  const { reports } = ok(await mona.get("/moderation/reports"), 200).data;
  const demote = () => ann.put(`/admin/users/${mona.id}/roles`, { roles: ["user"] });
  await endsWith(app, urlOf(reports[0].content), demote, "role");
});
