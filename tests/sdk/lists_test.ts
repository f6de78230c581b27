import { assertEquals } from "@std/assert";
import { startApp } from "../helpers/app/app.ts";
import { publish } from "../helpers/people/steps.ts";
import { signedIn } from "../helpers/people/clients.ts";

Deno.test("a list gives each item once, and asks for pages when they are needed", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const captions = ["one", "two", "three", "four", "five"];
  for (const caption of captions) await publish(app, ada, { caption });
  const client = signedIn(app, ada);
  const list = client.list("/api/v1/users/{id}/posts", {
    path: { id: ada.id },
    query: { limit: 2 },
  });
  const posts = await Array.fromAsync(list);
  assertEquals(posts.map(({ caption }) => caption), captions.toReversed());
  assertEquals(client.sent.length, 3);
  for await (const { caption } of list) {
    assertEquals(caption, "five");
    break;
  }
  assertEquals(client.sent.length, 4);
  const sizes = await Array.fromAsync(list.pages(), ({ posts }) => posts.length);
  assertEquals(sizes, [2, 2, 1]);
});
