import { assert, assertEquals } from "@std/assert";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { follow, ok, publish } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";

type Step = () => Promise<unknown>;

/** Walks a feed by pages of two; each step runs between two pages, in order. */
async function walk(reader: Person, steps: Step[], path = "/feed"): Promise<string[]> {
  const captions: string[] = [];
  for (let cursor: string | null = null;;) {
    const query = `?limit=2${cursor ? `&cursor=${cursor}` : ""}`;
    const { data } = ok(await reader.get(path + query), 200);
    captions.push(...data.posts.map((post: { caption: string }) => post.caption));
    cursor = data.pagination.nextCursor;
    if (cursor === null) return captions;
    await steps.shift()?.();
  }
}

/** Fails if a post appears twice, or if a lasting one is missing. */
function assertWalked(captions: string[], lasting: string[]): void {
  assertEquals(captions.length, new Set(captions).size, captions.join());
  for (const caption of lasting) assert(captions.includes(caption), `${caption} in ${captions}`);
}

async function makeWorld(app: TestApp) {
  const people = await app.people("star", "ada", "bob", "cyd", "dan", "reader");
  const [star, ada, bob, cyd, dan, reader] = people;
  for (const followee of [ada, bob, cyd, dan]) await follow(app, reader, followee);
  ok(await reader.post("/tags/lake/follow"), 200);
  ok(await reader.get("/feed"), 200);
  const posts: Record<string, string> = {};
  const make = async (author: Person, caption: string) =>
    posts[caption] = (await publish(app, author, { caption })).postId;
  const repost = (by: Person, caption: string) => by.post(`/posts/${posts[caption]}/repost`);
  const undo = (by: Person, caption: string) => by.delete(`/posts/${posts[caption]}/repost`);
  for (let n = 0; n < 8; n++) await make(star, `star ${n}`);
  for (let n = 0; n < 3; n++) await make(star, `star ${n} #lake`);
  // Each of these is reposted by ada, then some time later by bob, and then by cyd.
  for (const [at, by] of [ada, bob, cyd].entries()) {
    for (let n = 0; n < 6; n++) {
      await repost(by, `star ${(n * 5 + at) % 6}`);
      if (n % 2 === 0) await make([ada, bob, cyd][at]!, `own ${at} ${n}`);
    }
  }
  for (const n of [6, 7]) await repost(dan, `star ${n}`);
  await make(dan, "dan 0");
  return { star, ada, bob, cyd, dan, reader, make, repost, undo, posts };
}

for (const [kind, env] of [["written", {}], ["merged", { FANOUT_LIMIT: "0" }]] as const) {
  Deno.test(`a walk over ${kind} reposts that change meanwhile finds all that last, once`, async () => {
    await using app = await startApp({ env });
    const { star, ada, bob, cyd, dan, reader, make, repost, undo, posts } = await makeWorld(app);
    await app.settled();
    const own = [0, 1, 2].flatMap((at) => [0, 2, 4].map((n) => `own ${at} ${n}`));
    const tagged = [0, 1, 2].map((n) => `star ${n} #lake`);
    const reposted = Array.from({ length: 6 }, (_, n) => `star ${n}`);
    const all = [...own, ...tagged, ...reposted, "star 6", "star 7", "dan 0"];
    assertEquals((await walk(reader, [])).sort(), all.sort());

    // One after another takes back, and repeats, the first or second repost.
    const undone = await walk(reader, [
      () => Promise.all(reposted.map((caption) => undo(cyd, caption))),
      () => repost(cyd, "star 0"),
      () => make(ada, "new 0"),
      () => Promise.all(reposted.map((caption) => undo(ada, caption))),
      () => Promise.all(reposted.map((caption) => repost(cyd, caption))),
      () => Promise.all(reposted.map((caption) => undo(bob, caption))),
      () => Promise.all(reposted.map((caption) => repost(ada, caption))),
      () => app.settled(),
      () => Promise.all(reposted.map((caption) => undo(cyd, caption))),
    ]);
    assertWalked(undone, [...own, ...tagged, "dan 0"]);
    // Each had somebody's repost at every moment.
    assertWalked(undone, reposted);

    // People are muted, suspended and blocked; posts come and go.
    const lasting = await walk(reader, [
      () => reader.post(`/users/${ada.id}/mute`),
      () => make(bob, "new 1"),
      () => dan.post(`/users/${reader.id}/block`),
      () => reader.delete(`/users/${ada.id}/mute`),
      () => star.delete(`/posts/${posts["star 5"]}`),
      () => make(star, "new #lake"),
      () => Promise.all(reposted.slice(0, 5).map((caption) => repost(bob, caption))),
      () => app.settled(),
    ]);
    assertWalked(lasting, [...own.filter((one) => !one.startsWith("own 0")), ...tagged]);
    assertWalked(lasting, reposted.slice(0, 5));
    const now = await walk(reader, []);
    assertEquals(
      now.sort(),
      [...own, ...tagged, ...reposted.slice(0, 5), "new 0", "new 1", "new #lake"].sort(),
    );
  });
}
