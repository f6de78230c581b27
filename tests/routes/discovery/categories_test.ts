import { assert, assertEquals, assertThrows } from "@std/assert";
import { readConfig } from "../../../lib/config/mod.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok, walkList } from "../../helpers/people/steps.ts";
import { anonymously, refresh, say, WORDS } from "../../helpers/posts/discovery.ts";
import { setPrivate } from "../../helpers/people/social.ts";
import { aJpeg, fileOf, sendForm } from "../../helpers/media/uploads.ts";

Deno.test("GET /categories counts public posts, in pages", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob] = await app.people("ada", "bob");
  for (const privacy of ["public", "followers"]) {
    await say(ada, "x", { category: "nature", privacy });
  }
  await say(bob, "x", { category: "nature" });
  await say(ada, "x", { category: "travel" });
  await refresh(app);
  const counted = async () => {
    const all = await walkList(ada, "/categories", "categories");
    return all.filter((one) => one.postsCount > 0).map((one) => `${one.name} ${one.postsCount}`);
  };
  assertEquals(await counted(), ["nature 2", "travel 1"]);
  await setPrivate(app, bob);
  await refresh(app);
  assertEquals(await counted(), ["nature 1", "travel 1"]);
  const { categories, pagination } = ok(await anonymously(app, "/categories"), 200).data;
  assert(categories.length > 10 && !pagination.hasMore);
});

Deno.test("the form that uploads a picture may have a category", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const image = fileOf(await aJpeg(40, 30));
  const { postId } = ok(
    await sendForm(ada, "/images/upload", { image, category: "food" }),
    201,
  ).data;
  assertEquals(ok(await ada.get(`/posts/${postId}`), 200).data.category, "food");
  ok(await sendForm(ada, "/images/upload", { image, category: "" }), 201);
  const wrong = await sendForm(ada, "/images/upload", { image, category: "castles" });
  assertEquals(errorCode(wrong, 400), "validation_failed");
});

Deno.test("CATEGORIES refuses an invalid name", () => {
  const read = (CATEGORIES: string) => readConfig({ MODE: "development", CATEGORIES }).CATEGORIES;
  assertEquals(read("b, A & c ,b"), ["a & c", "b"]);
  assertThrows(() => read("a;b"), Error, "CATEGORIES");
  assertThrows(() => read("x".repeat(51)), Error, "CATEGORIES");
});
