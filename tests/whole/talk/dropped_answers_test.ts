import { assert, assertEquals, assertRejects } from "@std/assert";
import { startServer } from "../../helpers/app/server.ts";
import { openDroppingLine } from "../../helpers/cluster/dropping_line.ts";
import { at, startInstances } from "../../helpers/cluster/instances.ts";
import { makeGroup } from "../../helpers/conversations/talk.ts";
import type { Person } from "../../helpers/people/person.ts";
import { ok } from "../../helpers/people/steps.ts";
import { Live } from "../../helpers/realtime/live.ts";

const TIMES = 10;

Deno.test("a message whose answers are lost, and that is sent again over REST and sockets to two instances, is one message (complaint 1)", async () => {
  await using two = await startInstances();
  const { here, there } = two;
  await using opening = new AsyncDisposableStack();
  const servers = [here, there].map((app) => opening.use(startServer(app)));
  // The answer to a stored message names it: by REST as a response, by a socket as an ack.
  const lines = servers.map(({ url }) => opening.use(openDroppingLine(url, '"messageId"')));
  const [ada, bob] = await here.people("ada", "bob");
  const id = await makeGroup(here, ada, bob);
  const message = { clientId: "the one", body: "Only once" };
  const path = `/conversations/${id}/messages`;

  // Nobody has heard of any of these.
  const byRest = async ({ url }: { url: string }) => {
    const sending = fetch(`${url}/api/v1${path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${ada.accessToken}`,
        "content-type": "application/json",
        connection: "close",
      },
      body: JSON.stringify(message),
    });
    await assertRejects(() => sending);
  };
  const bySocket = async (line: { url: string }) => {
    await using live = await Live.connect(line, { token: ada.accessToken });
    const frame = { op: "message.send", conversationId: id, ...message };
    await assertRejects(() => live.ask(frame), Error, "The socket was closed");
  };
  await Promise.all(
    Array.from({ length: TIMES }, (_, n) => [byRest, bySocket][n % 2]!(lines[(n >> 1) % 2]!)),
  );
  assertEquals(lines.reduce((sum, { dropped }) => sum + dropped, 0), TIMES);
  assert(lines.every(({ dropped }) => dropped > 0));

  const answers = await Promise.all([here, there].map(async (app) => {
    const person: Person = at(app, ada);
    return ok(await person.post(path, message), 201).data;
  }));
  const [first] = answers;
  assertEquals(answers, [first, first]);
  const { messages } = ok(await bob.get(path), 200).data;
  assertEquals(messages, [first]);
  assertEquals(first.seq, 1);
});
