import { assertEquals, assertLess } from "@std/assert";
import { startCluster } from "../../helpers/cluster/cluster.ts";
import { type At, registerAt, visiting } from "../../helpers/cluster/visitors.ts";
import { KvProcess } from "../../helpers/kv/process.ts";
import type { Person } from "../../helpers/people/person.ts";
import { ok } from "../../helpers/people/steps.ts";
import { Live } from "../../helpers/realtime/live.ts";

const SOCKETS = 50;
const MESSAGES = 10_000;
/** The messages after which an instance is killed. */
const KILLED_AT = MESSAGES / 2;
const HEARD_MS_MAX = 300_000;

/** Somebody with a socket at whichever instance lives, who resumes with the last cursor. */
class Listener {
  /** The numbers of the messages, in the order in which they were new. */
  readonly seqs: number[] = [];
  readonly #ids = new Set<string>();
  readonly #instances: readonly At[];
  readonly #person: Person;
  readonly #topic: string;
  #cursor: string | undefined;
  #tries: number;

  constructor(instances: readonly At[], person: Person, topic: string, first: number) {
    this.#instances = instances;
    this.#person = person;
    this.#topic = topic;
    this.#tries = first;
  }

  async connect(): Promise<Live> {
    const instance = this.#instances[this.#tries++ % this.#instances.length]!;
    const { accessToken: token } = visiting(instance, this.#person);
    const live = await Live.connect({ url: instance.origin }, { token });
    const wanted = { topic: this.#topic, ...(this.#cursor ? { cursor: this.#cursor } : {}) };
    const [{ cursor }] = await live.subscribe(wanted);
    this.#cursor ??= cursor;
    return live;
  }

  /** Hears messages from the socket on, and from others if it breaks, until all have come. */
  async hearAll(first: Live): Promise<void> {
    const startedAt = performance.now();
    let live: Live | null = first;
    while (this.seqs.length < MESSAGES) {
      try {
        live ??= await this.connect();
        await using hearing = live;
        while (this.seqs.length < MESSAGES) this.#note(await hearing.next("message.created"));
      } catch {
        // The instance was killed, or nothing has come for a while.
      }
      live = null;
      assertLess(performance.now() - startedAt, HEARD_MS_MAX, `${this.seqs.length} heard`);
    }
  }

  // deno-lint-ignore no-explicit-any -- as in Frame
  #note({ cursor, event }: any): void {
    this.#cursor = cursor;
    if (this.#ids.has(event.id)) return;
    this.#ids.add(event.id);
    this.seqs.push(event.data.seq);
  }
}

Deno.test("50 sockets at three instances hear each of 10,000 messages while one is killed (complaint 5)", async () => {
  await using kv = await KvProcess.start();
  await using cluster = await startCluster({
    instances: 3,
    kv: kv.variables,
    env: { RATE_LIMITS: "off" },
  });
  const { instances } = cluster;
  const names = Array.from({ length: SOCKETS }, (_, n) => `person_${n}`);
  const people = await registerAt(instances[0]!, ...names);
  const [owner, ...others] = people as Person[];
  const group = { type: "group", name: "friends", userIds: others.map(({ id }) => id) };
  const { conversationId: id } = ok(await owner!.post("/conversations", group), 201).data;
  const listeners = people.map((person, n) =>
    new Listener(instances, person, n % 2 ? "user" : `conversation:${id}`, n)
  );
  const sockets = await Promise.all(listeners.map((listener) => listener.connect()));
  const hearing = listeners.map((listener, n) => listener.hearAll(sockets[n]!));

  const sent: number[] = [];
  let starting: Promise<unknown> | null = null;
  const sending = people.map(async (person, who) => {
    for (let n = 0; n < MESSAGES / SOCKETS; n++) {
      const message = { body: `message ${n}`, clientId: `m${n}` };
      for (let tries = 0;; tries++) {
        const sender = visiting(instances[(who + n + tries) % instances.length]!, person);
        const answer = await sender.post(`/conversations/${id}/messages`, message)
          .catch(() => null);
        if (answer?.status !== 201) continue;
        sent.push(answer.data.seq);
        break;
      }
      if (sent.length < KILLED_AT || starting !== null) continue;
      starting = instances[1]!.kill().then(() => instances[1]!.start());
    }
  });
  await Promise.all(sending);
  await starting;
  await Promise.all(hearing);
  const wanted = Array.from({ length: MESSAGES }, (_, n) => n + 1);
  assertEquals(sent.toSorted((one, other) => one - other), wanted);
  for (const { seqs } of listeners) assertEquals(seqs, wanted);
});
