import { assertEquals } from "@std/assert";
import { at, startInstances } from "../../helpers/cluster/instances.ts";
import { makeDm, say } from "../../helpers/conversations/talk.ts";
import { startServer } from "../../helpers/app/server.ts";
import { ok } from "../../helpers/people/steps.ts";
import { Live } from "../../helpers/realtime/live.ts";

/** Two frames each; a socket may send 50 in a second. */
const TIMES = 20;
const SEEN = "x-tintype-seen";

Deno.test("an ack says what another instance must know to show the write of its frame", async () => {
  await using two = await startInstances();
  const { here, there } = two;
  await using server = startServer(here);
  const [ada, bob] = await here.people("ada", "bob");
  const id = await makeDm(here, bob, ada);
  const elsewhere = at(there, ada);
  const list = async (seen: string) => {
    const answer = await elsewhere.send("GET", "/conversations", undefined, { [SEEN]: seen });
    return ok(answer, 200).data.conversations[0];
  };
  await using live = await Live.connect(server, { token: ada.accessToken });
  for (let n = 1; n <= TIMES; n++) {
    const sent = await live.ask({
      op: "message.send",
      conversationId: id,
      clientId: `c${n}`,
      body: `Message ${n}`,
    });
    assertEquals((await list(sent.seen)).lastMessage.body, `Message ${n}`);
    const { seq } = await say(bob, id, "An answer");
    const read = await live.ask({ op: "read", conversationId: id, seq });
    assertEquals((await list(read.seen)).readSeq, seq);
  }
  const again = await live.ask({ op: "read", conversationId: id, seq: 1 });
  assertEquals([again.op, again.seen], ["ack", undefined]);
});

Deno.test("the ack of a repeated message names no write", async () => {
  await using two = await startInstances();
  const { here } = two;
  await using server = startServer(here);
  const [ada, bob] = await here.people("ada", "bob");
  await using live = await Live.connect(server, { token: ada.accessToken });
  const frame = { op: "message.send", receiverId: bob.id, clientId: "c", body: "Hello" };
  const first = await live.ask(frame);
  assertEquals(typeof first.seen, "string");
  const repeated = await live.ask(frame);
  assertEquals([repeated.data, repeated.seen], [first.data, undefined]);
});
