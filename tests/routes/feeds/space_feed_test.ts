import { assertEquals } from "@std/assert";
import { RECENT_PLACES_MAX } from "../../../context/read_cache.ts";
import { startApp } from "../../helpers/app/app.ts";
import { insertSpace, leaveSpace } from "../../helpers/conversations/inserted.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import { follow, ok, walkList } from "../../helpers/people/steps.ts";

const POSTS = 2 * RECENT_PLACES_MAX + 20;

Deno.test("a home feed goes on in Postgres behind the newest posts of a space, each once and in order", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const spaces = [
    await insertSpace(app, "Harbour", [ada, bob]),
    await insertSpace(app, "Market", [cyd, bob]),
  ];
  await follow(app, bob, cyd);
  const wanted: string[] = [];
  for (let n = 0; n < POSTS; n++) {
    // Cyd is followed, and in a space with Bob: no post may come twice.
    const [author, spaceId] = [[ada, spaces[0]], [cyd, spaces[1]], [cyd, undefined]][n % 3] as [
      typeof ada,
      string | undefined,
    ];
    const placement = spaceId === undefined ? "public" : "private";
    const mediaIds = [await insertReadyMedia(app.ctx.sql, author.id, placement)];
    ok(await author.post("/posts", { mediaIds, caption: `post ${n}`, spaceId }), 201);
    wanted.unshift(`post ${n}`);
  }
  await app.settled();
  const walked = async () =>
    (await walkList(bob, "/feed", "posts", 25)).map(({ caption }) => caption);
  assertEquals(await walked(), wanted);
  app.ctx.cache.clear();
  assertEquals(await walked(), wanted);
  await leaveSpace(app, spaces[0]!, bob);
  assertEquals(await walked(), wanted.filter((_, n) => (POSTS - 1 - n) % 3 !== 0));
});
