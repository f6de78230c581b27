import { assertEquals } from "@std/assert";
import type { TestApp } from "../app/app.ts";
import { ok } from "../people/steps.ts";
import { type Answer, type Person, send } from "../people/person.ts";

/** Creates a link to a post; returns its path. */
export async function share(
  author: Person,
  postId: string,
): Promise<{ path: string; shareLinkId: string; token: string; url: string }> {
  const link = ok(await author.post(`/posts/${postId}/share-links`), 201).data;
  return { path: `/s/${link.token}`, ...link };
}

/** Opens a shared post as a page. */
export function openPage(app: TestApp, path: string, viewer?: Person): Promise<Answer> {
  return open(app, path, "text/html,application/xhtml+xml,*/*;q=0.8", viewer);
}

/** Opens a shared post as an app does. */
export function openJson(app: TestApp, path: string, viewer?: Person): Promise<Answer> {
  return open(app, path, "application/json", viewer);
}

/** Returns whether a link shows its post to a viewer; all its forms must agree. */
export async function isShown(app: TestApp, path: string, viewer?: Person): Promise<boolean> {
  const unknown = `/s/${"A".repeat(43)}`;
  const page = await openPage(app, path, viewer);
  const json = await openJson(app, path, viewer);
  const image = await openPage(app, `${path}/image`, viewer);
  assertEquals([page.status, json.status, image.status].map((status) => status < 400), [
    page.status === 200,
    page.status === 200,
    page.status === 200,
  ]);
  if (page.status === 200) return true;
  // For every reason, the page is the same as for a link that never existed.
  const missing = await openPage(app, unknown, viewer);
  assertEquals(bare(page), bare(missing));
  assertEquals(bare(image), bare(await openPage(app, `${unknown}/image`, viewer)));
  assertEquals(bare(json), bare(await openJson(app, unknown, viewer)));
  return false;
}

function bare({ status, headers, body }: Answer) {
  const named = Object.fromEntries(headers);
  const { "x-request-id": _, ...rest } = named;
  const text = JSON.stringify(body).replaceAll(/"requestId":"[^"]*"/g, "");
  return { status, headers: rest, text };
}

function open(app: TestApp, path: string, accept: string, viewer?: Person): Promise<Answer> {
  return send(app.fetch, "GET", path, undefined, {
    accept,
    ...(viewer ? { authorization: `Bearer ${viewer.accessToken}` } : {}),
  });
}
