import { assertEquals } from "@std/assert";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { newId } from "../../../domain/ids.ts";
import { COLLABORATORS_PER_BOARD_MAX } from "../../../domain/limits.ts";
import { startApp } from "../../helpers/app/app.ts";
import { makeBoard, pinsOn } from "../../helpers/posts/boards.ts";
import { assertSameAnswer, errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { type Person, send } from "../../helpers/people/person.ts";

const invitationsOf = async (person: Person) =>
  ok(await person.get("/notifications"), 200).data.notifications
    .filter(({ type }: { type: string }) => type === "invitation")
    .map(({ boardId, preview, actors }: Record<string, { username: string }[]>) => ({
      boardId,
      preview,
      by: actors!.map(({ username }) => username).join(),
    }));

Deno.test("an invited editor is notified, pins and sorts on a private board, and may leave", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const boardId = await makeBoard(ada, { privacy: "private" });
  const { postId } = await publish(app, bob, { caption: "Lake" });
  const path = `/boards/${boardId}/collaborators/${bob.id}`;
  assertEquals(errorCode(await bob.get(`/boards/${boardId}`), 404), "not_found");
  const { data } = ok(await ada.put(path, { role: "editor" }), 200);
  assertEquals(data, { boardId, userId: bob.id, role: "editor", isInvited: true });
  await app.settled();
  assertEquals(await invitationsOf(bob), [{ boardId, preview: "Lakes", by: "ada" }]);
  ok(await bob.put(`/boards/${boardId}/pins/${postId}`), 200);
  assertEquals(await pinsOn(ada, boardId), ["Lake"]);
  assertEquals(
    ok(await bob.patch(`/boards/${boardId}`, { name: "Seas" }), 200).data.role,
    "editor",
  );
  assertEquals((await invitationsOf(bob))[0].preview, "Seas");
  const opened = await bob.patch(`/boards/${boardId}`, { name: "Open", privacy: "public" });
  assertEquals(errorCode(opened, 403), "forbidden");
  assertEquals(errorCode(await bob.delete(`/boards/${boardId}`), 403), "forbidden");
  assertEquals(errorCode(await bob.put(path, { role: "viewer" }), 403), "forbidden");
  const [{ userId, username, role }] = ok(await ada.get(`/boards/${boardId}`), 200).data
    .collaborators;
  assertEquals({ userId, username, role }, { userId: bob.id, username: "bob", role: "editor" });
  assertEquals((await walkList(bob, "/boards", "boards")).map((board) => board.name), ["Seas"]);

  ok(await ada.put(path, { role: "viewer" }), 200);
  ok(await bob.get(`/boards/${boardId}`), 200);
  const refused = await bob.delete(`/boards/${boardId}/pins/${postId}`);
  assertEquals(errorCode(refused, 403), "forbidden");
  await app.settled();
  assertEquals((await invitationsOf(bob)).length, 1);

  ok(await bob.delete(`/boards/${boardId}/collaborators/me`), 204);
  await app.settled();
  assertEquals(await invitationsOf(bob), []);
  assertEquals(await walkList(bob, "/boards", "boards"), []);
  assertEquals(errorCode(await bob.get(`/boards/${boardId}`), 404), "not_found");
  assertEquals(
    errorCode(await send(app.fetch, "PUT", `/api/v1${path}`, {}), 401),
    "unauthenticated",
  );
});

Deno.test("only the owner of a board chooses its collaborators, and never themselves", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const boardId = await makeBoard(ada);
  const path = (id: string) => `/boards/${boardId}/collaborators/${id}`;
  const role = "viewer";
  for (const body of [{}, { role: "owner" }, { role, more: 1 }]) {
    assertEquals(errorCode(await ada.put(path(bob.id), body), 400), "validation_failed");
  }
  assertEquals(errorCode(await ada.put(path("me"), { role }), 422), "unprocessable");
  for (const id of [bob.id, cyd.id, ada.id]) {
    assertEquals(errorCode(await bob.put(path(id), { role }), 403), "forbidden");
  }
  ok(await ada.put(path("@cyd"), { role }), 200);
  assertEquals(errorCode(await bob.delete(path(cyd.id)), 403), "forbidden");
  for (let time = 0; time < 2; time++) ok(await ada.delete(path(cyd.id)), 204);
  const missing = await ada.put(path(crypto.randomUUID()), { role });
  assertEquals(errorCode(missing, 404), "not_found");
  ok(await cyd.post(`/users/${ada.id}/block`), 200);
  assertSameAnswer(await ada.put(path(cyd.id), { role }), missing);
});

Deno.test("a block between owner and collaborator ends the collaboration, and one between others hides them", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const boardId = await makeBoard(ada, { privacy: "private" });
  for (const { id } of [bob, cyd]) {
    ok(await ada.put(`/boards/${boardId}/collaborators/${id}`, { role: "editor" }), 200);
  }
  await app.settled();
  const namesFor = async (person: Person) =>
    ok(await person.get(`/boards/${boardId}`), 200).data.collaborators
      .map(({ username }: { username: string }) => username).join();
  assertEquals(await namesFor(ada), "bob,cyd");
  for (const person of [bob, cyd]) {
    ok(await person.post(`/boards/${boardId}/invitation/accept`), 200);
  }
  ok(await bob.post(`/users/${cyd.id}/block`), 200);
  assertEquals(await namesFor(bob), "bob");
  assertEquals(await namesFor(cyd), "cyd");
  await transact(app.ctx.db, (tx) => setSuspended(tx, cyd.id, true));
  assertEquals(await namesFor(ada), "bob");
  ok(await bob.post(`/users/${ada.id}/block`), 200);
  assertEquals(errorCode(await bob.get(`/boards/${boardId}`), 404), "not_found");
  await app.settled();
  assertEquals(await invitationsOf(bob), []);
  ok(await bob.delete(`/users/${ada.id}/block`), 200);
  assertEquals(errorCode(await bob.get(`/boards/${boardId}`), 404), "not_found");
  await transact(app.ctx.db, (tx) => setSuspended(tx, cyd.id, false));
  assertEquals(await namesFor(ada), "cyd");
});

Deno.test("a board is hidden with its owner's suspension, and its invitations end when it is deleted", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const boardId = await makeBoard(ada);
  ok(await ada.put(`/boards/${boardId}/collaborators/${bob.id}`, { role: "editor" }), 200);
  await app.settled();
  await transact(app.ctx.db, (tx) => setSuspended(tx, ada.id, true));
  assertEquals(errorCode(await bob.get(`/boards/${boardId}`), 404), "not_found");
  assertEquals(await walkList(bob, "/boards", "boards"), []);
  assertEquals(await invitationsOf(bob), []);
  await transact(app.ctx.db, (tx) => setSuspended(tx, ada.id, false));
  assertEquals((await invitationsOf(bob)).length, 1);
  ok(await ada.delete(`/boards/${boardId}`), 204);
  await app.settled();
  assertEquals(await invitationsOf(bob), []);
  assertEquals(ok(await bob.get("/notifications/unread-count"), 200).data.unreadCount, 0);
});

Deno.test("a board has a limited number of collaborators, however many are added at once", async () => {
  await using app = await startApp();
  const [ada, ...others] = await app.people("ada", "bob", "cyd", "dan", "eve");
  const boardId = await makeBoard(ada!);
  const users = Array.from({ length: COLLABORATORS_PER_BOARD_MAX - 2 }, () => newId());
  await app.ctx.sql`
    insert into users (id, username, email, password_hash)
    select id, 'u' || id, id || '@example.com', 'none' from unnest(${users}::uuid[]) as u (id)`;
  await app.ctx.sql`
    insert into board_collaborators (id, board_id, user_id, role)
    select id, ${boardId}, id, 'viewer' from unnest(${users}::uuid[]) as u (id)`;
  const answers = await Promise.all(
    others.map(({ id }) => ada!.put(`/boards/${boardId}/collaborators/${id}`, { role: "editor" })),
  );
  assertEquals(answers.map(({ status }) => status).sort(), [200, 200, 422, 422]);
});

Deno.test("an invitation and a block at once never leave the two on one board", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  for (let time = 0; time < 6; time++) {
    const boardId = await makeBoard(ada);
    const path = `/boards/${boardId}/collaborators/${bob.id}`;
    const [blocker, blocked] = time % 2 === 0 ? [ada, bob] : [bob, ada];
    const [invited] = await Promise.all([
      ada.put(path, { role: "editor" }),
      blocker.post(`/users/${blocked.id}/block`),
    ]);
    assertEquals([200, 404].includes(invited.status), true);
    const left = await app.ctx.sql`select from board_collaborators where user_id = ${bob.id}`;
    assertEquals(left.length, 0);
    ok(await blocker.delete(`/users/${blocked.id}/block`), 200);
  }
});
