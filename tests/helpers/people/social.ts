import { assertEquals } from "@std/assert";
import type { TestApp } from "../app/app.ts";
import { assertSameAnswer, errorCode, ok, walkList } from "./steps.ts";
import { type Person, send } from "./person.ts";

/** The relationship of two strangers. */
export const STRANGERS = {
  following: false,
  followedBy: false,
  requested: false,
  requestedBy: false,
  blocking: false,
  muting: false,
  closeFriend: false,
};

/** A route as tests call it: method and path below /api/v1. */
export type Route = readonly [method: string, path: string, body?: unknown];

/** Makes an account private or public, and waits for the delivery. */
export async function setPrivate(app: TestApp, person: Person, isPrivate = true): Promise<void> {
  ok(await person.patch("/users/me", { isPrivate }), 200);
  await app.settled();
}

/** Blocks, and waits for the delivery. */
export async function block(app: TestApp, blocker: Person, blocked: Person): Promise<void> {
  ok(await blocker.post(`/users/${blocked.id}/block`), 200);
  await app.settled();
}

/** Asks to follow a private account, and waits for the delivery. */
export async function request(app: TestApp, requester: Person, target: Person): Promise<void> {
  const { data } = ok(await requester.post(`/users/${target.id}/follow`), 200);
  assertEquals(data.requested, true);
  await app.settled();
}

/** Returns the relationship of a person to another. */
export async function relationOf(viewer: Person, other: Person) {
  return ok(await viewer.get(`/users/${other.id}/relationship`), 200).data;
}

/** Returns the captions of all posts in a list, in its order. */
export async function captionsOf(person: Person, path = "/feed"): Promise<string[]> {
  return (await walkList(person, path, "posts")).map((post) => post.caption);
}

/** Returns the names in a list of people, in its order. */
export async function namesIn(person: Person, path: string, name: string): Promise<string[]> {
  return (await walkList(person, path, name)).map((entry) => entry.username);
}

/** Asserts that a list has these people, read one a page. Returns its entries. */
export async function assertPagedList(
  person: Person,
  path: string,
  name: string,
  names: string[],
) {
  const entries = await walkList(person, path, name, 1);
  assertEquals(entries.map((entry) => entry.username), names);
  return entries;
}

/** The routes that everybody has to a post that they see. */
export function routesOfPost(postId: string): Route[] {
  return [
    ["GET", `/posts/${postId}`],
    ["GET", `/images/${postId}`],
    ["GET", `/posts/${postId}/likes`],
    ["GET", `/posts/${postId}/comments`],
    ["POST", `/posts/${postId}/like`],
    ["DELETE", `/posts/${postId}/like`],
    ["POST", `/posts/${postId}/comments`, { content: "hi" }],
  ];
}

/** Returns the names in a person's follow requests. */
export function requestsOf(person: Person, direction = "incoming"): Promise<string[]> {
  return namesIn(person, `/follows/requests?direction=${direction}`, "requests");
}

/** Fails unless each of these routes refuses requests without a token. */
export async function assertNeedToken(app: TestApp, routes: readonly Route[]): Promise<void> {
  for (const [method, path, body] of routes) {
    const answer = await send(app.fetch, method, `/api/v1${path}`, body);
    assertEquals(errorCode(answer, 401), "unauthenticated");
  }
}

/** Fails unless each route responds to every name exactly as to one that never existed. */
export async function assertMissing(
  asker: Person,
  names: readonly string[],
  routesTo: (name: string) => readonly Route[],
): Promise<void> {
  const missing = routesTo(crypto.randomUUID());
  for (const [index, [method, path, body]] of missing.entries()) {
    const expected = await asker.send(method, path, body);
    assertEquals(errorCode(expected, 404), "not_found", `${method} ${path}`);
    for (const name of names) {
      const [, hidden] = routesTo(name)[index]!;
      assertSameAnswer(await asker.send(method, hidden, body), expected);
    }
  }
}

/** Returns the ways to name a person in a path. */
export const namesOf = ({ id, name }: Person): string[] => [id, id.toUpperCase(), `@${name}`];
