import { assertEquals } from "@std/assert";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, follow, ok, walkList } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";
import { block } from "../../helpers/people/social.ts";

const search = async (person: Person, q: string, more = "") =>
  ok(await person.get(`/search/users?q=${encodeURIComponent(q)}${more}`), 200).data;
const names = async (person: Person, q: string): Promise<string[]> =>
  (await search(person, q)).users.map((user: { username: string }) => user.username);

Deno.test("people are found by the beginnings of their names, in any order and writing, and with a slip", async () => {
  await using app = await startApp();
  const [ada, john] = await app.people("ada_lovelace", "johndoe");
  ok(await ada.patch("/users/me", { fullName: "Ádà King-Noël 東京 🌊" }), 200);
  const found = [
    "ada",
    "AD",
    "ada_l",
    "@ada_lovelace",
    "adalovelace",
    "lovelace",
    "love",
    "king ada",
  ]
    .concat(["noel", "kings", "kin", "lvoelace", "lovelac3", "loveelace", "ovelace", "knig ada"])
    .concat(["東京", "東", "🌊", "adaking", "%ada%", "ada'--", "ada & !king"]);
  for (const q of found) assertEquals(await names(john, q), ["ada_lovelace"], q);
  const missed = ["lovelace ada x", "eovelacl", "adn", "京東", "%", "_", "ada_lovelacexx", "''"];
  for (const q of missed) assertEquals(await names(john, q), [], q);
  ok(await ada.patch("/users/me", { fullName: "Augusta" }), 200);
  assertEquals(await names(john, "king"), []);
  assertEquals(await names(john, "agusta"), ["ada_lovelace"]);
});

Deno.test("the best names come first: the exact one, a word, a beginning, followed, popular, a slip", async () => {
  await using app = await startApp();
  const [bob, slip, , word, , followed, known] = await app.people(
    "bob",
    "maira",
    "maria",
    "the.maria",
    "maria_z",
    "marian",
    "mariana",
    "marianne",
  );
  ok(await slip.patch("/users/me", { fullName: null }), 200);
  ok(await word.patch("/users/me", { fullName: "Maria" }), 200);
  await follow(app, bob, followed);
  await app.ctx.sql`update users set followers_count = 500 where id = ${known.id}`;
  const users = (await search(bob, "maria")).users;
  const order = users.map((user: { username: string }) => user.username);
  assertEquals(order[0], "maria");
  assertEquals(order.slice(1, 3).sort(), ["maria_z", "the.maria"]);
  assertEquals(order.slice(3), ["marian", "mariana", "marianne", "maira"]);
  assertEquals(users[3].isFollowing, true);
  assertEquals(users[4].followersCount, 500);
  assertEquals(users[4].isFollowing, false);
});

Deno.test("nobody finds people who are hidden from them, and pages have numbers and cursors", async () => {
  await using app = await startApp();
  const [bob, ada, cora, dan, eve] = await app.people("bob", "sam_a", "sam_b", "sam_c", "sam_d");
  await block(app, ada, bob);
  await block(app, bob, cora);
  await transact(app.ctx.db, (tx) => setSuspended(tx, dan.id, true));
  assertEquals(await names(bob, "sam"), ["sam_d"]);
  assertEquals((await names(eve, "sam")).length, 3);
  const anonymous = await (await app.fetch("/api/v1/users/search?q=sam&page=1")).json();
  assertEquals(anonymous.data.pagination.total, 3);
  assertEquals(anonymous.data.users[0].isFollowing, false);
  const walked = await walkList(eve, "/search/users?q=sam", "users", 1);
  const pages = await Promise.all(
    [1, 2, 3, 4].map((n) => search(eve, "sam", `&limit=1&page=${n}`)),
  );
  assertEquals(pages.flatMap(({ users }) => users), walked);
  assertEquals(
    pages.map(({ pagination }) => [pagination.total, pagination.hasMore]),
    [[3, true], [3, true], [3, false], [3, false]],
  );
});

Deno.test("a walk finds everybody once who was there throughout", async () => {
  await using app = await startApp();
  const [bob, first, second] = await app.people("bob", "sam0", "sam1");
  await app.people("sam2", "sam3", "sam4", "sam5", "sam6", "sam7");
  const seen: string[] = [];
  let cursor = "";
  for (let page = 0; cursor !== null; page++) {
    const data = await search(bob, "sam", `&limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...data.users.map((user: { username: string }) => user.username));
    cursor = data.pagination.nextCursor;
    if (page === 0) {
      await app.people("sam8");
      await block(app, first, bob);
      await transact(app.ctx.db, (tx) => setSuspended(tx, second.id, true));
    }
  }
  const kept = ["sam2", "sam3", "sam4", "sam5", "sam6", "sam7"];
  assertEquals(seen.filter((name) => kept.includes(name)).sort(), kept);
  assertEquals(new Set(seen).size, seen.length);
});

Deno.test("an empty or too long search for people is refused", async () => {
  await using app = await startApp();
  const [bob] = await app.people("bob");
  const wrong = ["", "q=", `q=${"x".repeat(201)}`, "q=%00", "q=a&page=51", "q=a&limit=0"];
  for (const query of wrong) {
    assertEquals(errorCode(await bob.get(`/search/users?${query}`), 400), "validation_failed");
  }
  assertEquals(
    (await app.fetch("/api/v1/search/users?q=bob", {
      headers: { authorization: "Bearer x" },
    })).status,
    401,
  );
});
