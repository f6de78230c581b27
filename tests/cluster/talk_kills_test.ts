import { assertEquals, assertLess } from "@std/assert";
import { startCluster } from "../helpers/cluster/cluster.ts";
import { type At, registerAt, visiting } from "../helpers/cluster/visitors.ts";
import { KvProcess } from "../helpers/kv/process.ts";
import type { Person } from "../helpers/people/person.ts";
import { ok } from "../helpers/people/steps.ts";
import { Live } from "../helpers/realtime/live.ts";

const MESSAGES = 90;
const KILLS_AT = [20, 50];
/** The heir of a killed instance waits for the end of its lease. */
const HEARD_MS_MAX = 90_000;

/** Hears a topic from now on, at whichever instance lives; returns how often each message came. */
async function listening(instances: readonly At[], person: Person, topic: string) {
  const numbers: number[] = [];
  let tries = 0;
  const connect = async (cursor?: string) => {
    const instance = instances[tries++ % instances.length]!;
    const { accessToken: token } = visiting(instance, person);
    const live = await Live.connect({ url: instance.origin }, { token });
    const [{ cursor: from }] = await live.subscribe(cursor ? { topic, cursor } : topic);
    return { live, from };
  };
  const first = await connect();
  let cursor = first.from;
  await first.live.close();
  const hearUntil = async (count: number) => {
    const startedAt = performance.now();
    while (new Set(numbers).size < count) {
      assertLess(performance.now() - startedAt, HEARD_MS_MAX, `heard ${numbers}`);
      try {
        const { live } = await connect(cursor);
        await using _live = live;
        while (new Set(numbers).size < count) {
          const frame = await live.next("message.created");
          cursor = frame.cursor;
          numbers.push(frame.event.data.seq);
        }
      } catch {
        // The instance was killed, or nothing has come for a while.
      }
    }
    return numbers.filter((seq, index) => numbers.indexOf(seq) === index);
  };
  return { hearUntil };
}

/** Sends a message, again and again until it is acknowledged. */
async function sendSurely(instances: readonly At[], sender: Person, id: string, n: number) {
  for (let tries = 0;; tries++) {
    const person = visiting(instances[(n + tries) % instances.length]!, sender);
    const message = { body: `message ${n}`, clientId: `m${n}` };
    const answer = await person.post(`/conversations/${id}/messages`, message).catch(() => null);
    if (answer?.status === 201) return answer.data.seq as number;
  }
}

Deno.test("listeners hear each acknowledged message in order while instances are killed", async () => {
  await using kv = await KvProcess.start();
  await using cluster = await startCluster({ instances: 2, kv: kv.variables });
  const { instances } = cluster;
  const people = await registerAt(instances[0]!, "ada", "bob", "cleo");
  const [ada, bob, cleo] = people;
  const group = { type: "group", name: "friends", userIds: [bob.id, cleo.id] };
  const { conversationId: id } = ok(await ada.post("/conversations", group), 201).data;
  const listeners = await Promise.all([
    listening(instances, bob, "user"),
    listening(instances.toReversed(), cleo, "user"),
    listening(instances, cleo, `conversation:${id}`),
  ]);
  const hearing = listeners.map((listener) => listener.hearUntil(MESSAGES));
  const sent: number[] = [];
  const starting: Promise<number>[] = [];
  for (let n = 0; n < MESSAGES; n++) {
    const victim = instances[KILLS_AT.indexOf(n)];
    if (victim) {
      await victim.kill();
      starting.push(victim.start());
    }
    sent.push(await sendSurely(instances, ada, id, n));
  }
  const wanted = Array.from({ length: MESSAGES }, (_, n) => n + 1);
  assertEquals(sent, wanted);
  await Promise.all(starting);
  for (const heard of await Promise.all(hearing)) assertEquals(heard, wanted);
});
