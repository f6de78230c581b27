import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { makeBoard } from "../../helpers/posts/boards.ts";
import { errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { type Person, send } from "../../helpers/people/person.ts";

const boardsOf = async (person: Person, query = "") =>
  (await walkList(person, `/boards${query}`, "boards")).map(({ boardId }) => boardId);

const namesOn = async (viewer: Person, boardId: string) =>
  ok(await viewer.get(`/boards/${boardId}`), 200).data.collaborators
    .map(({ username, isInvited }: { username: string; isInvited: boolean }) =>
      `${username}${isInvited ? "?" : ""}`
    ).join();

const invite = async (owner: Person, boardId: string, person: Person, role = "editor") =>
  ok(await owner.put(`/boards/${boardId}/collaborators/${person.id}`, { role }), 200).data;

Deno.test("a board is in a collaborator's list, with their name on it, after they accept", async () => {
  await using app = await startApp();
  const [eve, ada, bob] = await app.people("eve", "ada", "bob");
  const boardId = await makeBoard(eve, { name: "Rude words" });
  assertEquals((await invite(eve, boardId, ada)).isInvited, true);
  assertEquals(await boardsOf(ada), []);
  assertEquals(await boardsOf(ada, "?invited=true"), [boardId]);
  assertEquals(await namesOn(bob, boardId), "");
  assertEquals(await namesOn(ada, boardId), "ada?");
  assertEquals(await namesOn(eve, boardId), "ada?");
  const { role, isInvited } = ok(await ada.get(`/boards/${boardId}`), 200).data;
  assertEquals([role, isInvited], ["editor", true]);
  for (let time = 0; time < 2; time++) {
    const accepted = ok(await ada.post(`/boards/${boardId}/invitation/accept`), 200).data;
    assertEquals([accepted.boardId, accepted.isInvited], [boardId, false]);
  }
  assertEquals(await boardsOf(ada), [boardId]);
  assertEquals(await boardsOf(ada, "?invited=true"), []);
  assertEquals(await namesOn(bob, boardId), "ada");
  assertEquals((await invite(eve, boardId, ada, "viewer")).isInvited, false);
});

Deno.test("a declined invitation is not repeated, and without an invitation there is nothing to accept", async () => {
  await using app = await startApp();
  const [eve, ada, bob] = await app.people("eve", "ada", "bob");
  const boardId = await makeBoard(eve, { privacy: "private" });
  await invite(eve, boardId, ada);
  ok(await ada.delete(`/boards/${boardId}/collaborators/me`), 204);
  assertEquals(await boardsOf(ada, "?invited=true"), []);
  const path = `/boards/${boardId}/invitation/accept`;
  for (const person of [ada, bob, eve]) {
    assertEquals(errorCode(await person.post(path), 404), "not_found");
  }
  assertEquals(errorCode(await send(app.fetch, "POST", `/api/v1${path}`), 401), "unauthenticated");
});

Deno.test("changing a board accepts the invitation to it", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const boardId = await makeBoard(ada);
  const { postId } = await publish(app, ada);
  await invite(ada, boardId, bob);
  await invite(ada, boardId, cyd, "viewer");
  ok(await bob.put(`/boards/${boardId}/pins/${postId}`), 200);
  assertEquals(errorCode(await cyd.put(`/boards/${boardId}/pins/${postId}`), 403), "forbidden");
  assertEquals(await namesOn(ada, boardId), "bob,cyd?");
  assertEquals(await boardsOf(bob), [boardId]);
});
