import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { send } from "../../helpers/people/person.ts";

/** The bytes of a page with its style and script, as they are sent. */
const PAGE_BYTES_MAX = 60 * 1024;

Deno.test("each link of the documentation leads to a page and an anchor that exist", async () => {
  await using app = await startApp();
  const pages = new Map<string, string>();
  const toRead = ["/docs"];
  const links = new Set<string>();
  for (let path = toRead.pop(); path !== undefined; path = toRead.pop()) {
    const html = await textOf(app, path);
    pages.set(path, html);
    for (const [, href = ""] of html.matchAll(/<a[^>]* href="([^"]+)"/g)) {
      if (!href.startsWith("/docs") && !href.startsWith("#")) continue;
      links.add(href.startsWith("#") ? path + href : href);
      const [page = ""] = href.split(/[#?]/);
      const isNew = page !== "" && !pages.has(page) && !toRead.includes(page);
      if (isNew && !page.includes(".")) toRead.push(page);
    }
  }
  assert(pages.size > 22, `${pages.size} pages`);
  for (const link of links) {
    const [page = "", anchor] = link.split("#");
    if (page.includes(".")) assertEquals((await app.fetch(page)).status, 200, link);
    else if (anchor) assertStringIncludes(pages.get(page)!, `id="${anchor}"`, link);
  }
});

Deno.test("the pages load nothing from other servers, and are light", async () => {
  await using app = await startApp();
  for (const path of ["/docs", "/docs/reference/posts", "/docs/schemas"]) {
    const page = await app.fetch(path, { headers: { "accept-encoding": "gzip, br" } });
    assertEquals(page.headers.get("content-encoding"), "gzip");
    const policy = page.headers.get("content-security-policy")!;
    assertMatch(policy, /default-src 'none'.*script-src 'self'; style-src 'self'/);
    const bytes = await page.bytes();
    const html = await new Response(
      new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")),
    ).text();
    assertEquals(html, await textOf(app, path));
    const files = [...html.matchAll(/<(?:script|link|img)[^>]* (?:src|href)="([^"]+)"/g)]
      .map((match) => match[1]!).filter((file) => !file.startsWith("data:"));
    assertEquals(files.map((file) => file.split("?")[0]), ["/docs/docs.css", "/docs/docs.js"]);
    let sum = bytes.length;
    for (const file of files) {
      const response = await app.fetch(file);
      assertEquals(response.status, 200, file);
      sum += (await response.bytes()).length;
    }
    assert(sum < PAGE_BYTES_MAX, `${path} has ${sum} bytes`);
  }
});

Deno.test("the search finds guides, operations and schemas by their words", async () => {
  await using app = await startApp();
  const find = (query: string) => textOf(app, `/docs/search?q=${encodeURIComponent(query)}`);
  assertStringIncludes(await find("publish a post"), 'href="/docs/reference/posts#createPost"');
  assertStringIncludes(await find("createPost"), 'href="/docs/reference/posts#createPost"');
  assertStringIncludes(await find("webhooks"), 'href="/docs/guides/webhooks"');
  assertStringIncludes(await find("user card"), 'href="/docs/schemas#UserCard"');
  assertStringIncludes(await find("zzz nothing has this"), "Nothing found");
  const hostile = await find('"><script>alert(1)</script>');
  assert(!hostile.includes("<script>alert"));
  assertEquals((await app.fetch(`/docs/search?q=${"a".repeat(201)}`)).status, 400);
});

Deno.test("pages and files that do not exist are missing", async () => {
  await using app = await startApp();
  const missing = [
    "/docs/guides/constructor",
    "/docs/guides/..%2freference%2fposts",
    "/docs/reference/nothing",
    "/docs/package.json",
    "/docs/..%2f..%2fdeno.json",
    "/docs/constructor",
    "/docs/%00",
  ];
  for (const path of missing) {
    assertEquals((await send(app.fetch, "GET", path)).status, 404, path);
  }
});

async function textOf(app: TestApp, path: string): Promise<string> {
  const response = await app.fetch(path);
  assertEquals(response.status, 200, path);
  return await response.text();
}
