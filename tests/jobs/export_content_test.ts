import { assert, assertEquals } from "@std/assert";
import { exported } from "../helpers/media/archive.ts";
import { startApp } from "../helpers/app/app.ts";
import { ok } from "../helpers/people/steps.ts";
import { liveALife } from "../helpers/app/life.ts";
import { download } from "../helpers/media/uploads.ts";

Deno.test("an export has everything that its user has made, and every picture", async () => {
  await using app = await startApp();
  const life = await liveALife(app);
  const { ada, bob, cyd, mediaId, postIds, bobsPostId } = life;
  await app.ctx.sql`
    insert into identities (id, user_id, issuer, subject, provider, email)
    values (${crypto.randomUUID()}, ${ada.id}, 'https://id.example.com', 'canary', 'example', null)`;
  await app.ctx.sql`
    insert into passkeys (id, user_id, credential_id, public_key, counter, name)
    values (${crypto.randomUUID()}, ${ada.id}, 'credential', ${new Uint8Array(1)}, 0, 'Phone')`;
  ok(await ada.put("/notifications/preferences", { types: { like: { email: true } } }), 200);
  const flag = { reason: "spam", note: "canary" };
  ok(await ada.post(`/moderation/posts/${bobsPostId}/flag`, flag), 201);
  const [, archive] = await exported(app, ada);

  const profile = archive.json("profile.json");
  assertEquals([profile.username, profile.email, profile.bio, profile.roles], [
    "canary_ada",
    "canary_ada@example.com",
    "I sing. Canary.",
    ["user"],
  ]);
  const posts = archive.json("posts.json");
  assertEquals(posts.map((post: { privacy: string }) => post.privacy), [
    "public",
    "followers",
    "close_friends",
    "private",
    "public",
  ]);
  const [, second, , , draft] = posts;
  assertEquals([draft.status, draft.caption], ["draft", "A canary to be"]);
  const [{ versionId: _version, createdAt: _since, editedAt, ...version }, ...others] = archive
    .json("post_versions.json");
  assertEquals([editedAt, others], [second.editedAt, []]);
  assertEquals(version, {
    postId: second.postId,
    privacy: "followers",
    header: "Canary",
    caption: "A canary for @bob #canary",
    contentWarning: "canary",
    tags: ["canary"],
    location: { name: "Canary Islands", latitude: 1, longitude: 2 },
    media: [{ mediaId, altText: "A canary on a branch" }],
  });
  assertEquals(posts.slice(0, 3).map((post: { postId: string }) => post.postId), postIds);
  const { createdAt, ...first } = posts[0];
  assert(Math.abs(Date.parse(createdAt) - Date.now()) < 60_000 && createdAt.endsWith("Z"));
  assertEquals(first, {
    postId: postIds[0],
    status: "published",
    privacy: "public",
    header: "Canary",
    caption: "A canary for @bob #canary",
    contentWarning: "canary",
    category: null,
    tags: ["canary"],
    mentions: [{ userId: bob.id, username: "bob" }],
    location: { name: "Canary Islands", latitude: 1, longitude: 2 },
    media: [{ mediaId, altText: "A canary on a branch" }],
    likesCount: 1,
    commentsCount: 3,
    repostsCount: 1,
    comments: "everyone",
    filtersComments: false,
    pinnedCommentId: null,
    parentPostId: null,
    spaceId: null,
    publishAt: null,
    editedAt: null,
    deletedAt: null,
  });
  assert(posts[3].deletedAt);

  const bobs = { userId: bob.id, username: "bob" };
  const cyds = { userId: cyd.id, username: "cyd" };
  const people = (name: string) =>
    archive.json(`${name}.json`).map((
      { userId, username }: { userId: string; username: string },
    ) => ({ userId, username }));
  assertEquals(people("following"), [bobs]);
  assertEquals(people("followers"), [bobs]);
  assertEquals(people("follow_requests_sent"), [cyds]);
  assertEquals(people("follow_requests_received"), []);
  assertEquals(people("mutes"), [bobs]);
  assertEquals(people("close_friends"), [bobs]);
  assertEquals(people("blocks"), []);
  assertEquals(archive.json("muted_words.json"), [{ word: "canary", until: null }]);
  assertEquals(archive.json("grants.json"), [{ postId: postIds[0], people: [cyds] }]);
  assertEquals(archive.json("likes.json"), [{ postId: bobsPostId }]);
  const [reaction] = archive.json("comment_reactions.json");
  assertEquals([reaction.emoji, reaction.commentId.length], ["🔥", 36]);
  const [reposted] = archive.json("reposts.json");
  assertEquals(reposted.postId, bobsPostId);
  const [position] = archive.json("feed_positions.json");
  assertEquals([position.feed, position.postId], ["home", bobsPostId]);
  assertEquals(archive.json("followed_tags.json").map(({ tag }: { tag: string }) => tag), [
    "canary",
  ]);
  const saved = archive.json("saved.json").map(({ postId }: { postId: string }) => postId);
  assertEquals(saved, [postIds[0], bobsPostId]);
  const [{ boardId, createdAt: madeAt, updatedAt, ...board }] = archive.json("boards.json");
  assertEquals(board, {
    name: "Canary",
    description: "Canary",
    category: "Canary",
    privacy: "public",
    collaborators: [{ ...bobs, role: "editor" }],
  });
  assert(Date.parse(madeAt) <= Date.parse(updatedAt));
  const pins = archive.json("board_pins.json");
  assertEquals(
    pins.map(({ boardId, postId }: Record<string, string>) => ({ boardId, postId })),
    [postIds[0], bobsPostId].map((postId) => ({ boardId, postId })),
  );
  assert(pins[1].rank < pins[0].rank, "the one pinned last is first");
  const [{ role }] = archive.json("board_collaborations.json");
  assertEquals(role, "editor");
  assertEquals(archive.json("notes.json")[0].content, "A canary");
  const comments = archive.json("comments.json");
  assertEquals(comments.map((one: { content: string }) => one.content), [
    "From canary_ada",
    "canary",
    "canary",
  ]);
  assertEquals(archive.json("share_links.json").length, 1);
  const [passkey] = archive.json("passkeys.json");
  assertEquals([passkey.name, passkey.lastUsedAt], ["Phone", null]);
  const [{ channels }] = archive.json("notification_preferences.json");
  assertEquals(channels, { like: { email: true } });
  const [{ subjectId, reason, note, status }] = archive.json("reports.json");
  assertEquals({ subjectId, reason, note, status }, {
    subjectId: bobsPostId,
    ...flag,
    status: "open",
  });
  for (const name of ["api_tokens", "moderation", "appeals"]) {
    assertEquals(archive.json(`${name}.json`), []);
  }
  assertEquals(archive.json("sessions.json").length, 1);
  const [{ identityId: _, createdAt: __, lastUsedAt: ___, ...identity }] = archive
    .json("identities.json");
  assertEquals(identity, {
    provider: "example",
    issuer: "https://id.example.com",
    subject: "canary",
    email: null,
  });
  const items = archive.json("notifications.json");
  assert(items.length >= 3, JSON.stringify(items));
  assert(items.every((one: { actors: unknown[] }) => one.actors.length > 0));

  const media = archive.json("media.json");
  assertEquals(media.length, 3);
  const original = ok(await ada.get(`/media/${mediaId}`), 200).data.variants
    .find(({ name }: { name: string }) => name === "original");
  const { file } = media.find((one: { mediaId: string }) => one.mediaId === mediaId);
  assertEquals(archive.bytes(file), (await download(app, original.url)).bytes);
  const kept = media.filter((one: { file: string | null }) => one.file !== null);
  assertEquals(kept.length, 2, "the one that was never uploaded has no bytes");
  const { files, schemaVersion, userId } = archive.json("manifest.json");
  assertEquals([schemaVersion, userId], [1, ada.id]);
  const counts = files.filter((one: { count?: number }) => one.count !== undefined)
    .map((one: { name: string; count: number }) => [one.name, one.count]);
  for (const [name, count] of counts) assertEquals(archive.json(name).length, count);
});
