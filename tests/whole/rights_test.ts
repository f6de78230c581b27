import { assert } from "@std/assert";
import { at, settleBoth, startInstances } from "../helpers/cluster/instances.ts";
import { suspend, withModerators } from "../helpers/people/moderation.ts";
import type { Answer, Person } from "../helpers/people/person.ts";
import { ok, publish } from "../helpers/people/steps.ts";

const EFFECT_MS_MAX = 200;

/** A way to take the right to see a post from a reader who follows its author, or the session. */
interface Loss {
  title: string;
  path?: string;
  status?: number;
  take(people: Record<"author" | "reader" | "moderator", Person>, postId: string): Promise<Answer>;
}

const LOSSES: Loss[] = [
  {
    title: "a block",
    take: ({ author, reader }) => author.post(`/users/${reader.id}/block`),
  },
  {
    title: "an unfollow",
    take: ({ author, reader }) => reader.delete(`/users/${author.id}/follow`),
  },
  {
    title: "removing a follower",
    take: ({ author, reader }) => author.delete(`/users/me/followers/${reader.id}`),
  },
  {
    title: "narrowing a post",
    take: ({ author }, postId) => author.patch(`/posts/${postId}`, { privacy: "close_friends" }),
  },
  {
    title: "deleting a post",
    take: ({ author }, postId) => author.delete(`/posts/${postId}`),
  },
  {
    title: "suspending its author",
    take: async ({ author, moderator }) => {
      await suspend(moderator, author);
      return await moderator.get("/auth/me");
    },
  },
  {
    title: "signing out",
    path: "/auth/me",
    status: 401,
    take: ({ reader }) => reader.post("/auth/logout", { refreshToken: reader.refreshToken }),
  },
];

/** Fails if a request that begins later than `EFFECT_MS_MAX` from now gets another status. */
async function soonGets(person: Person, path: string, status: number): Promise<void> {
  const latest = performance.now() + EFFECT_MS_MAX;
  for (let isLate = false; !isLate;) {
    isLate = performance.now() > latest;
    const answer = await person.get(path);
    if (answer.status === status) return;
    assert(!isLate, `${path} still gets ${answer.status}`);
  }
}

for (const { title, path, status = 404, take } of LOSSES) {
  Deno.test(`${title} takes effect at another instance within 0.2 s while KV takes no writes`, async () => {
    await using two = await startInstances();
    const { here, there } = two;
    const [author, reader] = await here.people("ada", "bob");
    const { mona: moderator } = await withModerators(here);
    ok(await reader.post(`/users/${author.id}/follow`), 200);
    const { postId } = await publish(here, author, { privacy: "followers" });
    await settleBoth(two, author);
    const seen = path ?? `/posts/${postId}`;
    ok(await at(there, reader).get(seen), 200);

    using _ = two.kv.freeze("writes");
    assert((await take({ author, reader, moderator }, postId)).status < 300);
    await soonGets(at(there, reader), seen, status);
  });
}

Deno.test("going private takes effect at another instance within 0.2 s while KV takes no writes", async () => {
  await using two = await startInstances();
  const { here, there } = two;
  const [ada, bob] = await here.people("ada", "bob");
  const { postId } = await publish(here, ada);
  await settleBoth(two, ada);
  ok(await at(there, bob).get(`/posts/${postId}`), 200);
  using _ = two.kv.freeze("writes");
  ok(await ada.patch("/users/me", { isPrivate: true }), 200);
  await soonGets(at(there, bob), `/posts/${postId}`, 404);
});

Deno.test("while KV answers nothing, a block takes effect at another instance within 0.2 s", async () => {
  await using two = await startInstances();
  const { here, there } = two;
  const [ada, bob] = await here.people("ada", "bob");
  const { postId } = await publish(here, ada);
  await settleBoth(two, ada);
  ok(await at(there, bob).get(`/posts/${postId}`), 200);
  using _ = two.kv.freeze("all");
  for (let times = 0; times < 5; times++) {
    ok(await ada.post(`/users/${bob.id}/block`), 200);
    await soonGets(at(there, bob), `/posts/${postId}`, 404);
    ok(await ada.delete(`/users/${bob.id}/block`), 200);
    await soonGets(at(there, bob), `/posts/${postId}`, 200);
  }
});
