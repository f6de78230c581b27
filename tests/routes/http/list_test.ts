import { assertEquals, assertGreater } from "@std/assert";
import { newId } from "../../../domain/ids.ts";
import { makeGroup } from "../../helpers/conversations/conversations.ts";
import { comment, startModeratedApp } from "../../helpers/people/moderation.ts";
import { send } from "../../helpers/people/person.ts";
import { errorCode, ok, publish } from "../../helpers/people/steps.ts";
import { makeBoard } from "../../helpers/posts/boards.ts";

Deno.test("every list has 1 to 50 items on a page, and accepts only its own cursors", async () => {
  await using app = await startModeratedApp();
  const { ann } = app;
  const { postId } = await publish(app, ann);
  const ids: Record<string, string> = {
    users: "me",
    posts: postId,
    tags: "lake",
    boards: await makeBoard(ann),
    comments: await comment(ann, postId),
  };
  const { mona } = app;
  const groupId = await makeGroup(ann, [mona]);
  const said = { body: "A lake", clientId: "one" };
  const talk = ok(await ann.post(`/conversations/${groupId}/messages`, said), 201);
  const { spaceId } = ok(await ann.post("/spaces", { name: "Lakes" }), 201).data;
  const { roomId } = ok(await ann.post(`/spaces/${spaceId}/rooms`, { name: "shore" }), 201).data;
  Object.assign(ids, { conversations: groupId, messages: talk.data.messageId, spaces: spaceId });
  const named: Record<string, string> = {
    emoji: encodeURIComponent("👍"),
    userId: mona.id,
    groupId,
    spaceId,
    roomId,
  };
  const document = ok(await send(app.fetch, "GET", "/openapi.json"), 200).body;
  const lists = pathsOfLists(document).map((path) =>
    path.replace("/api/v1", "")
      .replace(/(\w+)\/\{(\w+)\}/g, (_, noun, name) => `${noun}/${named[name] ?? ids[noun]}`)
  );
  assertGreater(lists.length, 35);
  const foreign = app.ctx.cursors.encode("another list", newId());
  for (const list of lists) {
    const path = `${list}?${list.includes("/search") ? "q=lake&" : ""}`;
    ok(await ann.get(`${path}limit=50`), 200);
    for (const limit of ["0", "51", "few"]) {
      assertEquals(
        errorCode(await ann.get(`${path}limit=${limit}`), 400),
        "validation_failed",
        list,
      );
    }
    for (const cursor of ["x", foreign]) {
      assertEquals(
        errorCode(await ann.get(`${path}cursor=${cursor}`), 400),
        "invalid_cursor",
        list,
      );
    }
  }
});

interface Document {
  paths: Record<string, { get?: { parameters?: { name?: string }[] } }>;
}

function pathsOfLists({ paths }: Document): string[] {
  return Object.entries(paths)
    .filter(([, { get }]) => get?.parameters?.some(({ name }) => name === "cursor"))
    .map(([path]) => path);
}
