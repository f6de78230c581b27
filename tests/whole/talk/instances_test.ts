import { assert, assertEquals } from "@std/assert";
import { at, startInstances } from "../../helpers/cluster/instances.ts";
import { makeDm, makeGroup, makeRoom, makeSpace, say } from "../../helpers/conversations/talk.ts";
import { type Person, send } from "../../helpers/people/person.ts";
import { ok } from "../../helpers/people/steps.ts";

const SEEN = "x-tintype-seen";
const ROUNDS = 15;

interface Listed {
  conversationId: string;
  unreadCount: number;
  readSeq: number;
  lastSeq: number;
  lastMessage: { body: string } | null;
}

/** Lists the conversations of a person, who has seen this write. */
async function listAt(person: Person, seen = ""): Promise<Listed[]> {
  const headers = seen === "" ? {} : { [SEEN]: seen };
  const answer = await person.send("GET", "/conversations?limit=50", undefined, headers);
  return ok(answer, 200).data.conversations;
}

Deno.test("lists and numbers follow own writes at the other instance, in the order of activity", async () => {
  await using two = await startInstances();
  const { here, there } = two;
  const [ada, bob] = await here.people("ada", "bob");
  const space = await makeSpace(here, ada, bob);
  const places = [
    await makeDm(here, ada, bob),
    await makeGroup(here, ada, bob),
    await makeRoom(here, space),
  ];
  const [bobHere, bobThere] = [at(here, bob), at(there, bob)];
  // Each instance has the list in memory before it changes.
  for (const person of [bobHere, bobThere]) assertEquals((await listAt(person)).length, 3);
  for (let n = 0; n < ROUNDS; n++) {
    const [writer, reader] = n % 2 ? [bobHere, bobThere] : [bobThere, bobHere];
    const id = places[n % 3]!;
    const sent = await writer.post(`/conversations/${id}/messages`, {
      clientId: `c${n}`,
      body: `Message ${n}`,
    });
    const { seq } = ok(sent, 201).data;
    const [first] = await listAt(reader, sent.headers.get(SEEN)!);
    assertEquals([first!.conversationId, first!.lastMessage!.body], [id, `Message ${n}`]);
    const { seq: last } = await say(ada, id, "An answer");
    assertEquals(last, seq + 1);
    const read = await writer.post(`/conversations/${id}/read`, { seq: last });
    ok(read, 200);
    const listed = (await listAt(reader, read.headers.get(SEEN)!))
      .find(({ conversationId }) => conversationId === id)!;
    assertEquals([listed.readSeq, listed.unreadCount, listed.lastSeq], [last, 0, last]);
  }
});

Deno.test("places that are read at two instances at once never go back, and both end with the same numbers", async () => {
  await using two = await startInstances();
  const { here, there } = two;
  const [ada, bob] = await here.people("ada", "bob");
  const id = await makeGroup(here, ada, bob);
  for (let n = 1; n <= 40; n++) await say(ada, id, `Message ${n}`);
  const devices = [at(here, bob), at(there, bob)];
  const last = await Promise.all(devices.map(async (device, which) => {
    let seen = "";
    let before = 0;
    for (let n = 0; n < 20; n++) {
      const seq = (n * 7 + which * 13) % 36 + 1;
      const read = await device.send("POST", `/conversations/${id}/read`, { seq }, {
        [SEEN]: seen,
      });
      const { readSeq, unreadCount } = ok(read, 200).data;
      assert(readSeq >= seq && readSeq >= before, `${readSeq} after ${before}, asked for ${seq}`);
      assertEquals(unreadCount, 40 - readSeq);
      before = readSeq;
      seen = read.headers.get(SEEN) ?? seen;
    }
    return seen;
  }));
  const newest = last.sort((one, other) => parseInt(one) - parseInt(other)).at(-1)!;
  for (const device of devices) {
    const [listed] = await listAt(device, newest);
    assertEquals([listed!.readSeq, listed!.unreadCount], [36, 4]);
  }
  const nobody = await send(there.fetch, "GET", "/api/v1/conversations");
  assertEquals(nobody.status, 401);
});
