import { assertEquals } from "@std/assert";
import { at, openStores } from "../../helpers/app/stores.ts";
import type { ListeningApp } from "../../helpers/app/listening.ts";
import type { Person } from "../../helpers/people/person.ts";
import { makeGroup, type Place, say } from "../../helpers/realtime/talk.ts";

const PEOPLE = ["ada", "bob", "cleo"] as const;
const GROUPS = 4;
const MESSAGES = 120;

const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)]!;

Deno.test("people who connect and drop at random, at two instances, miss no message", async () => {
  await using stores = await openStores();
  await using one = await stores.start();
  await using other = await stores.start();
  const people = await one.app.people(...PEOPLE);
  const groups: Place[] = [];
  while (groups.length < GROUPS) groups.push(await makeGroup(one.app, ...people));
  await Promise.all([one.app.settled(), other.app.settled()]);
  const listeners = await Promise.all(people.map((person) => Listener.start([one, other], person)));
  const talking = Array.from(groups, async (group, index) => {
    for (let n = 0; n < MESSAGES / GROUPS; n++) {
      await say(pick([one, other]).app, group, people[index % people.length]!, `${n}`);
    }
  });
  await Promise.all([...talking, ...listeners.map((listener) => listener.hearAll(MESSAGES))]);
  const wanted = Array.from({ length: MESSAGES / GROUPS }, (_, n) => n + 1);
  for (const { heard } of listeners) {
    for (const { conversationId } of groups) assertEquals(heard.get(conversationId), wanted);
  }
});

/** Somebody with a bad connection. */
class Listener {
  /** The numbers of the messages in each conversation, in the order in which they were new. */
  readonly heard = new Map<string, number[]>();
  readonly #instances: readonly ListeningApp[];
  readonly #person: Person;
  #cursor = "";
  #count = 0;

  private constructor(instances: readonly ListeningApp[], person: Person) {
    this.#instances = instances;
    this.#person = person;
  }

  static async start(instances: readonly ListeningApp[], person: Person): Promise<Listener> {
    const listener = new Listener(instances, person);
    await using live = await listener.#connect();
    listener.#cursor = (await live.subscribe("user"))[0].cursor;
    return listener;
  }

  async hearAll(count: number): Promise<void> {
    while (this.#count < count) {
      await using live = await this.#connect();
      await live.subscribe({ topic: "user", cursor: this.#cursor });
      for (let left = Math.ceil(Math.random() * 20); left > 0 && this.#count < count; left--) {
        const { cursor, event } = await live.next("message.created");
        this.#cursor = cursor;
        this.#note(event.data);
      }
    }
  }

  #connect() {
    const instance = pick(this.#instances);
    return instance.open(at(instance, this.#person));
  }

  #note({ conversationId, seq }: { conversationId: string; seq: number }): void {
    const numbers = this.heard.get(conversationId) ?? [];
    this.heard.set(conversationId, numbers);
    if (numbers.includes(seq)) return;
    numbers.push(seq);
    this.#count++;
  }
}
