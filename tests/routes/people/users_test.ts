import { assert, assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import { send } from "../../helpers/people/person.ts";

const NO_RELATIONSHIP = {
  following: false,
  followedBy: false,
  requested: false,
  requestedBy: false,
  blocking: false,
  muting: false,
  closeFriend: false,
};

Deno.test("my profile shows everything of me", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { data } = ok(await ada.get("/users/me"), 200);
  const { createdAt, ...rest } = data;
  assert(Math.abs(Date.parse(createdAt) - Date.now()) < 60_000);
  assertEquals(rest, {
    userId: ada.id,
    username: "ada",
    fullName: "ada",
    avatar: null,
    bio: "",
    website: null,
    isPrivate: false,
    isVerified: false,
    followersCount: 0,
    followingCount: 0,
    postsCount: 0,
    email: "ada@example.com",
    emailVerified: false,
    roles: ["user"],
    showContentWarnings: false,
  });
  assertEquals(ok(await ada.get("/users/profile"), 200).data, data);
});

Deno.test("a profile is found by id, by name and as me, and hides address and roles", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const own = ok(await bob.get("/users/me"), 200).data;
  const { email: _email, emailVerified: _verified, roles: _roles, ...rest } = own;
  const { showContentWarnings: _warnings, ...shown } = rest;
  for (const id of [bob.id, bob.id.toUpperCase(), "@bob", "@BOB"]) {
    const { data } = ok(await ada.get(`/users/${id}`), 200);
    assertEquals(data, { ...shown, relationship: NO_RELATIONSHIP });
    const anyone = await send(app.fetch, "GET", `/api/v1/users/${id}`);
    assertEquals(ok(anyone, 200).data, shown);
  }
});

Deno.test("the display of warnings is a person's own setting, the same on all their devices", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const change = { showContentWarnings: true };
  assertEquals(ok(await ada.patch("/users/me", change), 200).data.showContentWarnings, true);
  assertEquals(ok(await ada.get("/users/me"), 200).data.showContentWarnings, true);
  assertEquals(ok(await bob.get("/users/me"), 200).data.showContentWarnings, false);
  assertEquals("showContentWarnings" in ok(await bob.get("/users/@ada"), 200).data, false);
  const wrong = { showContentWarnings: "yes" };
  assertEquals(errorCode(await ada.patch("/users/me", wrong), 400), "validation_failed");
});

Deno.test("a missing user has the same response under every name", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const missing = await ada.get(`/users/${crypto.randomUUID()}`);
  assertEquals(errorCode(missing, 404), "not_found");
  for (const id of ["@nobody", "@a", "@a%00b", "@", "nobody", "%00", "x".repeat(300)]) {
    assertSameAnswer(await ada.get(`/users/${id}`), missing);
    assertSameAnswer(await ada.get(`/users/${id}/relationship`), missing);
    assertSameAnswer(await ada.patch(`/users/${id}`, { bio: "mine" }), missing);
  }
});

Deno.test("a person changes the fields of their own profile and nothing else", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const website = "https://example.com/ada?lang=en";
  const change = { fullName: " Ada Lovelace ", bio: "Line one\nLine two", website };
  const { data } = ok(await ada.patch("/users/me", change), 200);
  assertEquals([data.fullName, data.bio, data.website, data.email], [
    "Ada Lovelace",
    "Line one\nLine two",
    website,
    "ada@example.com",
  ]);
  const { data: cleared } = ok(await ada.put(`/users/${ada.id}`, { fullName: "" }), 200);
  assertEquals([cleared.fullName, cleared.bio], [null, "Line one\nLine two"]);
  const { data: bare } = ok(await ada.patch("/users/@ada", { website: null, bio: "" }), 200);
  assertEquals([bare.website, bare.bio], [null, ""]);
  assertEquals(ok(await bob.get("/users/@bob"), 200).data.fullName, "bob");
});

Deno.test("others see a new name together with cached content at once", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  ok(await ada.post("/users/@bob/follow"), 200);
  const names = async () =>
    ok(await bob.get("/users/me/followers"), 200).data.followers.map(
      (entry: { fullName: string }) => entry.fullName,
    );
  assertEquals(await names(), ["ada"]);
  ok(await ada.patch("/users/me", { fullName: "Ada Lovelace" }), 200);
  assertEquals(await names(), ["Ada Lovelace"]);
});

Deno.test("a change that breaks a rule is refused", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const wrong = [
    {},
    { bio: "x".repeat(501) },
    { bio: null },
    { bio: "a\0b" },
    { fullName: "x".repeat(256) },
    { website: "example" },
    { website: "javascript:alert(1)" },
    { website: "https://example.com/ a" },
    { website: `https://example.com/${"a".repeat(2000)}` },
    { avatarMediaId: "mine" },
    { username: "lovelace" },
    { roles: ["admin"] },
  ];
  for (const change of wrong) {
    const answer = await ada.patch("/users/me", change);
    assertEquals(errorCode(answer, 400), "validation_failed", JSON.stringify(change));
  }
});

Deno.test("nobody changes another person's profile", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  for (const id of [bob.id, "@bob"]) {
    assertEquals(errorCode(await ada.patch(`/users/${id}`, { bio: "mine" }), 403), "forbidden");
  }
  assertEquals(ok(await bob.get("/users/me"), 200).data.bio, "");
});

Deno.test("a person's own ready picture becomes their avatar, and null removes it", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const avatarMediaId = await insertReadyMedia(app.ctx.sql, ada.id);
  const { avatar } = ok(await ada.patch("/users/me", { avatarMediaId }), 200).data;
  assert(URL.canParse(avatar), avatar);
  assertEquals(ok(await bob.get("/users/@ada"), 200).data.avatar, avatar);
  assertEquals(ok(await ada.patch("/users/me", { bio: "kept" }), 200).data.avatar, avatar);
  const { data } = ok(await ada.patch("/users/me", { avatarMediaId: null }), 200);
  assertEquals(data.avatar, null);
});

Deno.test("a picture that is foreign, not ready, private or missing is refused as an avatar", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { sql } = app.ctx;
  const [waiting, hidden] = [
    await insertReadyMedia(sql, ada.id),
    await insertReadyMedia(sql, ada.id),
  ];
  await sql`update media set status = 'processing' where id = ${waiting}`;
  await sql`update media set wanted_placement = 'private' where id = ${hidden}`;
  const another = await insertReadyMedia(sql, bob.id);
  const missing = await ada.patch("/users/me", { avatarMediaId: crypto.randomUUID() });
  assertEquals(errorCode(missing, 422), "unprocessable");
  for (const avatarMediaId of [waiting, hidden, another]) {
    assertSameAnswer(await ada.patch("/users/me", { avatarMediaId }), missing);
  }
});

Deno.test("a relationship has both directions", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  assertEquals(ok(await ada.get("/users/@bob/relationship"), 200).data, NO_RELATIONSHIP);
  ok(await ada.post("/users/@bob/follow"), 200);
  const mine = { ...NO_RELATIONSHIP, following: true };
  assertEquals(ok(await ada.get("/users/@bob/relationship"), 200).data, mine);
  assertEquals(ok(await ada.get("/users/@bob"), 200).data.relationship, mine);
  const theirs = { ...NO_RELATIONSHIP, followedBy: true };
  assertEquals(ok(await bob.get("/users/@ada/relationship"), 200).data, theirs);
});

Deno.test("the viewer's own routes need a token", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const asked: [string, string, unknown?][] = [
    ["GET", "/users/me"],
    ["GET", "/users/profile"],
    ["GET", "/users/me/followers"],
    ["GET", `/users/${ada.id}/relationship`],
    ["PATCH", `/users/${ada.id}`, { bio: "mine" }],
    ["PUT", "/users/me", { bio: "mine" }],
  ];
  for (const [method, path, body] of asked) {
    const answer = await send(app.fetch, method, `/api/v1${path}`, body);
    assertEquals(errorCode(answer, 401), "unauthenticated");
  }
  const bad = { authorization: "Bearer a.b.c" };
  const answer = await send(app.fetch, "GET", `/api/v1/users/${ada.id}`, undefined, bad);
  assertEquals(errorCode(answer, 401), "unauthenticated");
});
