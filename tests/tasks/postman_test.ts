import { assert, assertEquals } from "@std/assert";
import newman from "newman";
import document from "../../docs/openapi.json" with { type: "json" };
import { postmanCollection, type PostmanDocument } from "../../tasks/documents/postman.ts";
import { WORDS } from "../helpers/posts/discovery.ts";
import { PASSWORD } from "../helpers/people/person.ts";
import { type ListeningApp, startListening } from "../helpers/app/listening.ts";

const openapi = document as unknown as PostmanDocument;
/** The requests of the run that must succeed at least; others meet things that are not there. */
const SUCCESSES_MIN = 100;

interface Execution {
  item: { id: string; name: string };
  request: { method: string; url: { getPath(): string } };
  response?: { code: number };
}

Deno.test("the collection is made of the document, and its file is current", async () => {
  const file = await Deno.readTextFile("docs/postman.json");
  assertEquals(JSON.parse(file), postmanCollection(openapi));
});

Deno.test("each request of the collection gets a response that the document names", async () => {
  await using world = await startListening({ env: WORDS });
  const variables = await thingsOf(world);
  const executions = await run(variables);
  const operations = new Map(
    Object.values(openapi.paths).flatMap((methods) => Object.values(methods))
      .map((operation) => [operation.operationId, operation]),
  );
  const codes = executions.map(({ item, response }) => {
    const code = response?.code ?? 0;
    const { responses, "x-errors": errors } = operations.get(item.id)!;
    assert(code < 500 && (code in responses || code in errors), `${item.name}: ${code}`);
    return code;
  });
  const successes = codes.filter((code) => code >= 200 && code < 300).length;
  assert(successes >= SUCCESSES_MIN, `${successes} of ${codes.length} succeeded`);
});

/** Makes one of each kind of thing, and returns the variables that name them. */
async function thingsOf({ app, server }: ListeningApp): Promise<Record<string, string>> {
  const [ada, bob] = await app.people("ada", "bob");
  const made = async (path: string, body: unknown) => {
    const answer = await ada.post(path, body);
    assert(answer.status < 300, `${path}: ${JSON.stringify(answer.body)}`);
    return answer.data;
  };
  const post = await made("/posts", { caption: "a harbour at dawn" });
  const comment = await made(`/posts/${post.postId}/comments`, { content: "soft light" });
  const board = await made("/boards", { name: "Harbours" });
  const note = await made("/notes", { text: "out with the camera" });
  const group = await made("/conversations", { type: "group", name: "walk", userIds: [bob.id] });
  const space = await made("/spaces", { name: "Film and grain" });
  const room = await made(`/spaces/${space.spaceId}/rooms`, { name: "darkroom" });
  const message = await made(`/conversations/${group.conversationId}/messages`, {
    clientId: crypto.randomUUID(),
    body: "tomorrow at six",
  });
  return {
    base_url: server.url,
    email: "ada@example.com",
    password: PASSWORD,
    user_id: bob.id,
    post_id: post.postId,
    comment_id: comment.commentId,
    board_id: board.boardId,
    note_id: note.noteId,
    conversation_id: group.conversationId,
    group_id: group.conversationId,
    space_id: space.spaceId,
    room_id: room.roomId,
    message_id: message.messageId,
    tag: "harbour",
    emoji: "%F0%9F%94%A5",
    provider: "google",
  };
}

async function run(variables: Record<string, string>): Promise<Execution[]> {
  const finished = Promise.withResolvers<{ run: { executions: Execution[] } }>();
  const envVar = Object.entries(variables).map(([key, value]) => ({ key, value }));
  newman.run(
    { collection: postmanCollection(openapi), envVar, reporters: [], ignoreRedirects: true },
    (error: Error | null, summary: { run: { executions: Execution[] } }) =>
      error ? finished.reject(error) : finished.resolve(summary),
  );
  return (await finished.promise).run.executions;
}
