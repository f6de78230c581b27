import { assertEquals } from "@std/assert";
import { BOARDS_PER_USER_MAX } from "../../../domain/limits.ts";
import { startApp } from "../../helpers/app/app.ts";
import { makeBoard } from "../../helpers/posts/boards.ts";
import {
  assertSameAnswer,
  errorCode,
  follow,
  ok,
  publish,
  walkList,
} from "../../helpers/people/steps.ts";
import { type Person, send } from "../../helpers/people/person.ts";

Deno.test("a board shows its owner's texts, the first visible pins, and the number of all", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const made = ok(
    await ada.post("/boards", { name: " Lakes ", description: "Cold", category: "nature" }),
    201,
  ).data;
  const { boardId, createdAt, updatedAt } = made;
  assertEquals(made, {
    boardId,
    userId: ada.id,
    username: "ada",
    avatar: null,
    name: "Lakes",
    description: "Cold",
    category: "nature",
    privacy: "public",
    postsCount: 0,
    coverUrls: [],
    role: "owner",
    isInvited: false,
    createdAt,
    updatedAt,
  });
  const open = await publish(app, ada, { caption: "open" });
  const hidden = await publish(app, ada, { caption: "hidden", privacy: "private" });
  const gone = await publish(app, ada, { caption: "gone" });
  for (const { postId } of [open, hidden, gone]) {
    ok(await ada.put(`/boards/${boardId}/pins/${postId}`), 200);
  }
  ok(await ada.delete(`/posts/${gone.postId}`), 204);
  const seen = ok(await bob.get(`/boards/${boardId}`), 200).data;
  assertEquals(seen.postsCount, 2);
  assertEquals(seen.role, null);
  assertEquals(seen.posts, [ok(await bob.get(`/posts/${open.postId}`), 200).data]);
  assertEquals(seen.coverUrls, [open.thumbnailUrl]);
  assertEquals(seen.pagination, { nextCursor: null, hasMore: false });
  const own = ok(await ada.get(`/boards/${boardId}`), 200).data;
  assertEquals(own.posts.map((post: { caption: string }) => post.caption), ["hidden", "open"]);
  assertEquals(own.coverUrls.length, 2);
  const { boards: [listed] } = ok(await bob.get("/users/@ada/boards"), 200).data;
  const { posts: _, collaborators: __, pagination: ___, ...board } = seen;
  assertEquals(listed, board);
  const anyone = await send(app.fetch, "GET", `/api/v1/boards/${boardId}`);
  assertEquals(ok(anyone, 200).data.posts.length, 1);
});

Deno.test("only the owner of a board changes and deletes it", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const boardId = await makeBoard(ada, { description: "Cold" });
  const { postId } = await publish(app, ada);
  ok(await ada.put(`/boards/${boardId}/pins/${postId}`), 200);
  const change = { name: "Seas", description: null, privacy: "followers" };
  const changed = ok(await ada.patch(`/boards/${boardId}`, change), 200).data;
  const { name, description, privacy, postsCount } = changed;
  assertEquals({ name, description, privacy }, change);
  assertEquals(postsCount, 1);
  assertEquals(ok(await ada.patch(`/boards/${boardId}`, {}), 200).data, changed);
  ok(await ada.patch(`/boards/${boardId}`, { privacy: "public" }), 200);
  assertEquals(
    errorCode(await bob.patch(`/boards/${boardId}`, { name: "Mine" }), 403),
    "forbidden",
  );
  assertEquals(errorCode(await bob.delete(`/boards/${boardId}`), 403), "forbidden");
  ok(await ada.delete(`/boards/${boardId}`), 204);
  assertEquals(errorCode(await ada.get(`/boards/${boardId}`), 404), "not_found");
  ok(await ada.get(`/posts/${postId}`), 200);
});

Deno.test("an invalid board is refused, and a repeat with its key creates no second one", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const refused = [
    {},
    { name: "" },
    { name: "a".repeat(101) },
    { name: "a", description: "a".repeat(501) },
    { name: "a", category: "a".repeat(51) },
    { name: "a", privacy: "close_friends" },
    { name: "a", color: "red" },
  ];
  for (const body of refused) {
    assertEquals(errorCode(await ada.post("/boards", body), 400), "validation_failed");
  }
  const key = { "idempotency-key": crypto.randomUUID() };
  const one = ok(await ada.send("POST", "/boards", { name: "Lakes" }, key), 201);
  const other = ok(await ada.send("POST", "/boards", { name: "Lakes" }, key), 201);
  assertEquals(one.body, other.body);
  assertEquals((await walkList(ada, "/boards", "boards")).length, 1);
  for (const path of ["/boards", "/users/me/boards"]) {
    assertEquals(errorCode(await send(app.fetch, "GET", `/api/v1${path}`), 401), "unauthenticated");
  }
  const anonymous = await send(app.fetch, "POST", "/api/v1/boards", { name: "a" });
  assertEquals(errorCode(anonymous, 401), "unauthenticated");
  assertEquals(errorCode(await ada.get("/boards?cursor=lake"), 400), "invalid_cursor");
});

Deno.test("a person has a limited number of boards, however many are created at once", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await app.ctx.sql`
    insert into boards (id, owner_id, name, privacy)
    select gen_random_uuid(), ${ada.id}, 'Lakes', 'public'
    from generate_series(1, ${BOARDS_PER_USER_MAX - 3})`;
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => ada.post("/boards", { name: "One more" })),
  );
  const made = answers.filter(({ status }) => status === 201);
  assertEquals(made.length, 3);
  const refused = answers.find(({ status }) => status !== 201)!;
  assertEquals(errorCode(refused, 422), "unprocessable");
});

Deno.test("a board reaches its audience: of a private account at most its followers, and nobody blocked", async () => {
  await using app = await startApp();
  const [ada, fan, bob] = await app.people("ada", "fan", "bob");
  await follow(app, fan, ada);
  const ids: Record<string, string> = {};
  for (const privacy of ["public", "followers", "private"]) {
    ids[privacy] = await makeBoard(ada, { name: privacy, privacy });
  }
  const missing = await bob.get(`/boards/${crypto.randomUUID()}`);
  const check = async (person: Person, seen: string[]) => {
    for (const [privacy, id] of Object.entries(ids)) {
      const answer = await person.get(`/boards/${id}`);
      if (seen.includes(privacy)) ok(answer, 200);
      else assertSameAnswer(answer, missing);
    }
    const list = await person.get(`/users/${ada.id}/boards`);
    const names = list.status === 404 ? [] : ok(list, 200).data.boards
      .map((board: { name: string }) => board.name);
    assertEquals(names, seen);
  };
  await check(ada, ["private", "followers", "public"]);
  await check(fan, ["followers", "public"]);
  await check(bob, ["public"]);
  ok(await ada.patch("/users/me", { isPrivate: true }), 200);
  await check(fan, ["followers", "public"]);
  await check(bob, []);
  ok(await fan.post(`/users/${ada.id}/block`), 200);
  await check(fan, []);
});

Deno.test("a walk through boards finds each that stays once, while others are created and deleted", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const kept: string[] = [];
  for (let index = 0; index < 10; index++) kept.push(await makeBoard(ada, { name: `${index}` }));
  const boards = await walkList(bob, `/users/${ada.id}/boards`, "boards", 3, async (page) => {
    await makeBoard(ada);
    if (page < 2) ok(await ada.delete(`/boards/${kept.splice(2, 1)}`), 204);
  });
  const seen = boards.map((board) => board.boardId);
  assertEquals(new Set(seen).size, seen.length);
  assertEquals(kept.filter((id) => !seen.includes(id)), []);
});
