import { assert, assertEquals } from "@std/assert";
import { react, say } from "../../helpers/posts/comments.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";

interface Walked {
  ids: string[];
  next: string | null;
}

/** Returns a page of the comments on a post. */
async function page(
  person: Person,
  postId: string,
  sort: string,
  cursor: string | null,
  limit = 4,
): Promise<Walked> {
  const query = new URLSearchParams({ sort, limit: `${limit}`, ...(cursor ? { cursor } : {}) });
  const { data } = ok(await person.get(`/posts/${postId}/comments?${query}`), 200);
  assertEquals(data.pagination.hasMore, data.pagination.nextCursor !== null);
  const ids = data.comments.map(({ commentId }: { commentId: string }) => commentId);
  return { ids, next: data.pagination.nextCursor };
}

Deno.test("popular comments are those with the most reactions and replies, then the newest", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const said = [];
  for (let n = 0; n < 5; n++) said.push((await say(ada, postId, `${n}`)).commentId);
  const [a, b, c, d, e] = said as [string, string, string, string, string];
  await react(ada, b, "🔥");
  await react(bob, b, "🔥");
  await say(bob, postId, "Reply", d);
  for (const emoji of ["🔥", "❤️", "👍"]) await react(bob, a, emoji);
  for (const limit of [1, 2, 3, 50]) {
    const path = `/posts/${postId}/comments`;
    const ids = async (sort: string) =>
      (await walkList(bob, `${path}${sort}`, "comments", limit)).map((one) => one.commentId);
    assertEquals(await ids("?sort=popular"), [a, b, d, e, c]);
    assertEquals(await ids("?sort=recent"), [e, d, c, b, a]);
    assertEquals(await ids(""), [e, d, c, b, a]);
    ok(await ada.put(`${path}/${c}/pin`), 204);
    assertEquals(await ids("?sort=popular"), [c, a, b, d, e]);
    assertEquals(await ids("?sort=recent"), [c, e, d, b, a]);
    ok(await ada.delete(`${path}/${c}/pin`), 204);
  }
  const { next } = await page(bob, postId, "popular", null, 2);
  for (const query of ["sort=worst", "cursor=nonsense", `sort=recent&cursor=${next}`]) {
    const answer = await bob.get(`/posts/${postId}/comments?${query}`);
    const expected = query === "sort=worst" ? "validation_failed" : "invalid_cursor";
    assertEquals(errorCode(answer, 400), expected);
  }
});

for (const sort of ["recent", "popular"]) {
  Deno.test(`a walk by ${sort} finds everything that stays exactly once, whatever happens meanwhile`, async () => {
    await using app = await startApp();
    const [ada, bob, cora, dan] = await app.people("ada", "bob", "cora", "dan");
    const { postId } = await publish(app, ada);
    const staying: string[] = [];
    const leaving: string[] = [];
    const blocked: string[] = [];
    for (let n = 0; n < 24; n++) {
      const [writer, list] = n % 6 === 5
        ? [cora, blocked] as const
        : [bob, n % 6 === 2 ? leaving : staying] as const;
      const { commentId } = await say(writer, postId, `${n}`);
      list.push(commentId);
      for (const person of [ada, bob, cora].slice(n % 4)) await react(person, commentId, "🔥");
    }
    ok(await ada.put(`/posts/${postId}/comments/${staying[3]}/pin`), 204);
    const met: string[] = [];
    let cursor: string | null = null;
    const read = () => page(dan, postId, sort, cursor);
    for (let round = 0;; round++) {
      // Each page is read while the crowd changes the order.
      const [{ ids, next }]: [Walked, ...unknown[]] = await Promise.all([
        read(),
        ...staying.map((id, n) => (n + round) % 3 === 0 ? react(ada, id, "❤️") : null),
        ...staying.map((id, n) => (n + round) % 4 === 0 ? react(bob, id, "🔥", false) : null),
        say(ada, postId, `New ${round}`),
        say(ada, postId, `Reply ${round}`, staying[round % staying.length]),
        round > 0 && ada.put(`/posts/${postId}/comments/${staying[round % 5]}/pin`),
        bob.delete(`/posts/${postId}/comments/${leaving[round % leaving.length]}`),
        round === 2 ? ok(await dan.post(`/users/${cora.id}/block`), 200) : null,
      ]);
      met.push(...ids);
      if (round === 0) assertEquals(ids[0], staying[3]);
      if (next === null) break;
      assert(next.length <= 4000);
      cursor = next;
    }
    assertEquals(met.length, new Set(met).size, "nothing comes twice");
    assertEquals(staying.filter((id) => !met.includes(id)), [], "nothing is left out");
    const { ids } = await page(dan, postId, sort, null, 50);
    assertEquals(ids.filter((id) => blocked.includes(id)), []);
  });
}

Deno.test("beyond the ranked ones the walk continues by time, and its cursor fits", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  await app.ctx.sql`
    insert into comments (id, post_id, author_id, content, reactions_count)
    select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, ${postId}, ${ada.id},
      n::text, n % 160
    from generate_series(1, 300) n`;
  const path = `/posts/${postId}/comments?sort=popular`;
  const all = await walkList(ada, path, "comments", 50);
  const order = all.map(({ content }) => Number(content));
  assertEquals(new Set(order).size, 300);
  const ranked = order.slice(0, 100);
  const score = (n: number) => n % 160;
  assertEquals(ranked, ranked.toSorted((a, b) => score(b) - score(a) || b - a));
  assertEquals(order.slice(100), order.slice(100).toSorted((a, b) => b - a));
});
