import type { SqlPool } from "../../db/sql.ts";
import { delay } from "../../lib/delay.ts";
import { ask, type Tally } from "./client.ts";
import { isAtRest, whatIsOpen } from "./deliveries.ts";
import type { Model } from "./model.ts";
import { Person } from "./person.ts";
import { preparePicture, readFeed } from "./posting.ts";
import type { Random } from "./random.ts";
import { gather } from "./talking.ts";
import { verifyTalkStreams } from "./verify_talk.ts";
import { verifyStreams } from "./verify_streams.ts";

const NAMES = [..."abcdefghijkl"].map((letter) => `person_${letter}`);
const SETTLED_MS_MAX = 15_000;
const SETTLED_POLL_MS = 250;

/** Registers people, and lets each prepare a picture to post. */
export async function register(
  world: { origin: string; model: Model; tally: Tally },
  random: Random,
): Promise<Person[]> {
  const { origin, model, tally } = world;
  const names = new Map<string, string>();
  const people: Person[] = [];
  for (const username of NAMES) {
    const own = random.child();
    const body = { username, email: `${username}@example.com`, password: own.key() };
    const request = { method: "POST", path: "/auth/register", body, key: own.key() };
    const { status, data } = await ask(origin, tally, request);
    if (status !== 201) throw new Error(`A registration was answered with ${status}`);
    names.set(data.userId, username);
    model.personIds.push(data.userId);
    const account = { id: data.userId, name: username, token: data.accessToken };
    const person = new Person(account, { ...world, names, random: own });
    people.push(person);
    // The socket sends posts only to people who read their feed.
    await readFeed(person);
  }
  await Promise.all(people.map(preparePicture));
  await gather(people);
  return people;
}

/**
 * Waits until everything is delivered and has come over the sockets. Gives up after some seconds
 * and notes what is still open: the verifier then finds what is missing.
 */
export async function settle(
  sql: SqlPool,
  people: readonly Person[],
  model: Model,
): Promise<void> {
  const deadline = Date.now() + SETTLED_MS_MAX;
  const streams = new Map(people.map((person) => [person.id, person.listener.seen]));
  const seen = { people: new Map(), posts: new Map(), streams };
  const isComplete = () =>
    [...verifyStreams(model, seen), ...verifyTalkStreams(model, seen)]
      .every(({ faults }) => faults.length === 0);
  // A post appears with its picture, which a starting server may still process.
  while (!(await isAtRest(sql) && isComplete())) {
    if (Date.now() > deadline) {
      const open = await whatIsOpen(sql);
      people[0]!.world.tally.faults.push(`${SETTLED_MS_MAX} ms after the last start: ${open}`);
      return;
    }
    await delay(SETTLED_POLL_MS);
  }
}
