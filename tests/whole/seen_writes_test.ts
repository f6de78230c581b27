import { assert, assertEquals } from "@std/assert";
import type { TestApp } from "../helpers/app/app.ts";
import { at, startInstances } from "../helpers/cluster/instances.ts";
import { expectSignal } from "../helpers/app/traces.ts";
import type { Answer, Person } from "../helpers/people/person.ts";
import { ok, publish } from "../helpers/people/steps.ts";

const SEEN = "x-tintype-seen";
const TIMES = 100;
const AT_ONCE = 10;

/** A client behind a load balancer: it writes at one instance and reads at the other. */
class Client {
  readonly #writer: Person;
  readonly #reader: Person;
  #seen = "";

  constructor(person: Person, reader: TestApp) {
    this.#writer = person;
    this.#reader = at(reader, person);
  }

  async write(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.#writer.send(method, path, body);
    assert(answer.status < 300, JSON.stringify(answer.body));
    this.#seen = answer.headers.get(SEEN) ?? "";
    assert(this.#seen !== "", `${method} ${path} tells nothing of its write`);
    return answer;
  }

  // deno-lint-ignore no-explicit-any -- as in Answer
  async read(path: string): Promise<any> {
    const headers = this.#seen === "" ? {} : { [SEEN]: this.#seen };
    return (await this.#reader.send("GET", path, undefined, headers)).data;
  }
}

/** Starts two instances, and clients that write at the first and read at the second. */
async function startClients() {
  await using opening = new AsyncDisposableStack();
  const two = opening.use(await startInstances({ PHOTO_ONLY: "false" }));
  const names = Array.from({ length: AT_ONCE }, (_, n) => `person_${n}`);
  const people = await two.here.people(...names);
  const clients = people.map((person) => new Client(person, two.there));
  const resources = opening.move();
  return { ...two, people, clients, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** Runs a trial many times with each client, all clients at once. Each must return true. */
async function always(
  clients: readonly Client[],
  trial: (client: Client, n: number) => Promise<boolean>,
): Promise<void> {
  const outcomes = await Promise.all(clients.map(async (client, who) => {
    let right = 0;
    for (let n = 0; n < TIMES / AT_ONCE; n++) if (await trial(client, who)) right++;
    return right;
  }));
  assertEquals(outcomes.reduce((sum, right) => sum + right, 0), TIMES);
}

const newPost = (caption: string) => ({ mediaIds: [], caption });

Deno.test("a post at one instance is at once in its author's feed at another", async () => {
  await using started = await startClients();
  await always(started.clients, async (client) => {
    await client.read("/feed");
    const { postId } = (await client.write("POST", "/posts", newPost("Lake"))).data;
    return (await client.read("/feed")).posts[0]?.postId === postId;
  });
});

Deno.test("edits and deletions at one instance show at once at another", async () => {
  await using started = await startClients();
  await always(started.clients, async (client) => {
    const { postId } = (await client.write("POST", "/posts", newPost("Lake"))).data;
    const caption = async () => (await client.read(`/posts/${postId}`))?.caption;
    const before = await caption();
    await client.write("PATCH", `/posts/${postId}`, { caption: "Sea" });
    const edited = await caption();
    await client.write("DELETE", `/posts/${postId}`);
    return before === "Lake" && edited === "Sea" && await caption() === undefined;
  });
});

Deno.test("a like at one instance shows and counts at once at another", async () => {
  await using started = await startClients();
  const { here, people, clients } = started;
  const posts = await Promise.all(people.map((person) => publish(here, person)));
  await always(clients, async (client, who) => {
    const { postId } = posts[(who + 1) % posts.length]!;
    const seen = async () => {
      const { isLiked, likesCount } = await client.read(`/posts/${postId}`);
      return `${isLiked} ${likesCount}`;
    };
    const before = await seen();
    await client.write("POST", `/posts/${postId}/like`);
    const liked = await seen();
    await client.write("DELETE", `/posts/${postId}/like`);
    return before === "false 0" && liked === "true 1" && await seen() === "false 0";
  });
});

Deno.test("notifications that are marked as read at one instance are at once read at another", async () => {
  await using started = await startClients();
  const { here, there, people, clients } = started;
  const posts = await Promise.all(people.map((person) => publish(here, person)));
  await always(clients, async (client, who) => {
    const unread = async () => (await client.read("/notifications/unread-count")).unreadCount;
    const friend = people[(who + 1) % people.length]!;
    ok(await friend.post(`/posts/${posts[who]!.postId}/comments`, { content: "hi" }), 201);
    for (const app of [here, there]) await app.ctx.relay.idle();
    for (let isTold = false; !isTold;) {
      const { signal } = await expectSignal(there, `user:${people[who]!.id}`, "appended");
      isTold = await unread() > 0;
      if (!isTold) await signal;
    }
    await client.write("POST", "/notifications/read-all");
    return await unread() === 0;
  });
});

Deno.test("a follow at one instance changes the feed at once at another", async () => {
  await using started = await startClients();
  const { here, people, clients } = started;
  const posts = await Promise.all(people.map((person) => publish(here, person)));
  await always(clients, async (client, who) => {
    const other = (who + 1) % people.length;
    const isInFeed = async () =>
      (await client.read("/feed")).posts
        .some(({ postId }: { postId: string }) => postId === posts[other]!.postId);
    const before = await isInFeed();
    await client.write("POST", `/users/${people[other]!.id}/follow`);
    const followed = await isInFeed();
    await client.write("DELETE", `/users/${people[other]!.id}/follow`);
    return !before && followed && !await isInFeed();
  });
});
