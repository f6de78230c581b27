import { assert, assertEquals } from "@std/assert";
import { atWork } from "../../../context/mod.ts";
import { newId } from "../../../domain/ids.ts";
import { PINS_PER_BOARD_MAX } from "../../../domain/limits.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { makeBoard, pinsOn } from "../../helpers/posts/boards.ts";
import { assertSameAnswer, errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { type Person, send } from "../../helpers/people/person.ts";

/** Inserts posts without pictures; returns their ids by caption. */
async function publishMany({ ctx: { sql } }: TestApp, author: Person, captions: string[]) {
  const posts = captions.map((caption) => ({ id: newId(), caption }));
  await sql`
    insert into posts (id, author_id, sort_id, status, caption, privacy)
    select p.id, ${author.id}, p.id, 'published', p.caption, 'public'
    from unnest(${posts.map(({ id }) => id)}::uuid[], ${captions}::text[]) as p (id, caption)`;
  return Object.fromEntries(posts.map(({ id, caption }) => [caption, id]));
}

const letters = (length: number) =>
  Array.from({ length }, (_, index) => `p${String(index).padStart(2, "0")}`);

Deno.test("pins keep the order that their editors chose", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const ids = await publishMany(app, ada, ["a", "b", "c", "d"]);
  const boardId = await makeBoard(ada);
  const put = async (caption: string, place?: unknown) => {
    const answer = await ada.put(`/boards/${boardId}/pins/${ids[caption]}`, place);
    assertEquals(ok(answer, 200).data, { boardId, postId: ids[caption], isPinned: true });
    return (await pinsOn(ada, boardId)).join("");
  };
  assertEquals(await put("a"), "a");
  assertEquals(await put("b"), "ba");
  assertEquals(await put("c"), "cba");
  assertEquals(await put("a"), "cba");
  assertEquals(await put("d", { position: 1 }), "cdba");
  assertEquals(await put("d", { position: 3 }), "cbad");
  assertEquals(await put("c", { position: 10_000 }), "badc");
  assertEquals(await put("c", { position: 0 }), "cbad");
  assertEquals(await put("c", { afterPostId: ids.a }), "bacd");
  assertEquals(await put("c", { afterPostId: ids.a }), "bacd");
  assertEquals(await put("d", { afterPostId: null }), "dbac");
  assertEquals(await put("d", {}), "dbac");
  const path = `/boards/${boardId}/pins/${ids.b}`;
  for (let time = 0; time < 2; time++) {
    const { data } = ok(await ada.delete(path), 200);
    assertEquals(data, { boardId, postId: ids.b, isPinned: false });
  }
  assertEquals((await pinsOn(ada, boardId)).join(""), "dac");
  for (const body of [{ position: -1 }, { position: 1, afterPostId: null }, { rank: "a" }]) {
    assertEquals(errorCode(await ada.put(path, body), 400), "validation_failed");
  }
  for (const afterPostId of [crypto.randomUUID(), ids.b]) {
    assertEquals(errorCode(await ada.put(path, { afterPostId }), 422), "unprocessable");
  }
  assertEquals(errorCode(await send(app.fetch, "PUT", `/api/v1${path}`), 401), "unauthenticated");
});

Deno.test("only visible posts are pinned, and each viewer sees the pins that they may see", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const open = await publish(app, bob, { caption: "open" });
  const hidden = await publish(app, bob, { caption: "hidden", privacy: "private" });
  const boardId = await makeBoard(ada);
  const path = `/boards/${boardId}/pins`;
  const missing = await ada.put(`${path}/${crypto.randomUUID()}`);
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(missing, await ada.put(`${path}/${hidden.postId}`));
  ok(await bob.put(`/posts/${hidden.postId}/grants/${ada.id}`), 204);
  for (const { postId } of [open, hidden]) ok(await ada.put(`${path}/${postId}`), 200);
  assertEquals(await pinsOn(ada, boardId), ["hidden", "open"]);
  assertEquals(await pinsOn(bob, boardId), ["hidden", "open"]);
  assertEquals(await pinsOn(cyd, boardId), ["open"]);
  assertEquals(errorCode(await cyd.put(`${path}/${open.postId}`), 403), "forbidden");
  assertEquals(errorCode(await cyd.delete(`${path}/${open.postId}`), 403), "forbidden");
  ok(await bob.post(`/users/${ada.id}/block`), 200);
  assertEquals(await pinsOn(ada, boardId), []);
  assertEquals(await pinsOn(cyd, boardId), ["open"]);
  ok(await ada.delete(`${path}/${open.postId}`), 200);
  assertEquals(await pinsOn(cyd, boardId), []);
});

Deno.test("a hundred pins and moves to one place at once all keep their places in one order", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const captions = letters(50);
  const ids = await publishMany(app, ada, captions);
  const boardId = await makeBoard(ada);
  ok(await ada.put(`/boards/${boardId}/collaborators/${bob.id}`, { role: "editor" }), 200);
  await Promise.all(captions.flatMap((caption, index) =>
    [ada, bob].map(async (person) => {
      const path = `/boards/${boardId}/pins/${ids[caption]}`;
      ok(await person.put(path, { position: index % 2 }), 200);
    })
  ));
  const seen = await pinsOn(ada, boardId);
  assertEquals(seen.toSorted(), captions);
  assertEquals(await pinsOn(bob, boardId), seen);
  const ranks = await app.ctx.sql<{ rank: string }[]>`
    select rank from board_pins where board_id = ${boardId}`;
  assertEquals(new Set(ranks.map(({ rank }) => rank)).size, captions.length);
});

Deno.test("ranks stay short however often pins are put between the same two", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const ids = await publishMany(app, ada, ["first", "one", "other"]);
  const boardId = await makeBoard(ada);
  for (const caption of ["other", "one", "first"]) {
    ok(await ada.put(`/boards/${boardId}/pins/${ids[caption]}`), 200);
  }
  const { sql } = app.ctx;
  const long = `a0${"0".repeat(198)}V`;
  await sql`
    update board_pins set rank = case post_id
      when ${ids.first!} then 'a0' when ${ids.one!} then ${long} else 'a1' end`;
  const path = `/boards/${boardId}/pins/${ids.other}`;
  ok(await ada.put(path, { afterPostId: ids.first }), 200);
  assertEquals(await pinsOn(ada, boardId), ["first", "other", "one"]);
  const ranks = await sql<{ rank: string }[]>`select rank from board_pins`;
  assert(ranks.every(({ rank }) => rank.length < 5), JSON.stringify(ranks));
});

Deno.test("a board has a limited number of pins", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const ids = await publishMany(app, ada, ["one", "other"]);
  const boardId = await makeBoard(ada);
  const { sql } = atWork(app.ctx);
  await sql`
    insert into posts (id, author_id, status, caption, privacy, sort_id)
    select gen_random_uuid(), ${ada.id}, 'published', '', 'public', gen_random_uuid()
    from generate_series(2, ${PINS_PER_BOARD_MAX})`;
  // Otherwise the check of each pin's post may read the whole table.
  await sql`analyze posts`;
  await sql`
    insert into board_pins (id, board_id, post_id, rank)
    select id, ${boardId}, id, 'b' || lpad(row_number() over ()::text, 6, '0') || 'V'
    from posts where caption = ''`;
  ok(await ada.put(`/boards/${boardId}/pins/${ids.one}`, { position: 9999 }), 200);
  const refused = await ada.put(`/boards/${boardId}/pins/${ids.other}`);
  assertEquals(errorCode(refused, 422), "unprocessable");
  ok(await ada.put(`/boards/${boardId}/pins/${ids.one}`, { position: 0 }), 200);
  const { data } = ok(await ada.get(`/boards/${boardId}?limit=1`), 200);
  assertEquals(data.posts[0].caption, "one");
  assertEquals(data.postsCount, PINS_PER_BOARD_MAX);
});

Deno.test("a walk through pins finds each that stays once, while others come, go, move and are hidden", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const kept = letters(20);
  const bystanders = { ...await publishMany(app, cyd, ["x0", "x1", "x2"]) };
  const ids = {
    ...await publishMany(app, ada, [...kept, "m0", "m1", "d0", "d1", "n0", "n1", "n2", "n3"]),
    ...bystanders,
  };
  const boardId = await makeBoard(ada);
  const pin = async (caption: string, place?: unknown) =>
    ok(await ada.put(`/boards/${boardId}/pins/${ids[caption]}`, place), 200);
  for (const caption of [...kept, "m0", "d0", "x0", "m1", "x1", "d1", "x2"].toSorted()) {
    await pin(caption, { position: 100 });
  }
  const pins = await walkList(bob, `/boards/${boardId}`, "posts", 5, async (page) => {
    if (page < 4) await pin(`n${page}`, { position: page * 4 });
    if (page < 2) {
      await pin(`m${page}`, { position: page * 12 });
      ok(await ada.delete(`/boards/${boardId}/pins/${ids[`d${page}`]}`), 200);
    }
    if (page === 1) ok(await cyd.post(`/users/${bob.id}/block`), 200);
  });
  const seen: string[] = pins.map((post) => post.caption);
  assertEquals(seen.filter((caption) => caption.startsWith("p")), kept);
});
