import type { TestApp } from "../app/app.ts";
import { ok } from "./steps.ts";
import type { Person } from "./person.ts";

/** Creates a space; returns its id. */
export async function makeSpace(
  owner: Person,
  space: { name?: string; isPublic?: boolean; description?: string } = {},
): Promise<string> {
  return ok(await owner.post("/spaces", { name: "Lakes", ...space }), 201).data.spaceId;
}

/** Creates a room in a space; returns its id. */
export async function makeRoom(
  staff: Person,
  spaceId: string,
  room: { name: string; viewRole?: string; postRole?: string; history?: string },
): Promise<string> {
  return ok(await staff.post(`/spaces/${spaceId}/rooms`, room), 201).data.roomId;
}

/** Creates an invitation to a space; returns its token. */
export async function inviteTo(
  staff: Person,
  spaceId: string,
  bounds: { maxUses?: number; expiresIn?: number } = {},
): Promise<string> {
  return ok(await staff.post(`/spaces/${spaceId}/invitations`, bounds), 201).data.token;
}

/** Lets people enter a space, one after the other, by an invitation of its owner. */
export async function enter(owner: Person, spaceId: string, ...people: Person[]): Promise<void> {
  const token = await inviteTo(owner, spaceId);
  for (const person of people) ok(await person.post(`/invitations/${token}/accept`), 200);
}

/** The people of {@link castSpace}. */
export const CAST = [
  "owner",
  "moderator",
  "member",
  "left",
  "removed",
  "banned",
  "stranger",
  "blocked",
  "blocker",
] as const;
/** One of {@link CAST}. */
export type Part = (typeof CAST)[number];
/** A space with people in each relation to it. */
export interface CastSpace {
  spaceId: string;
  people: Record<Part, Person>;
}

/**
 * Creates a space with people in each relation to it. The owner blocks `blocked`, and `blocker`
 * blocks the owner; both are members.
 */
export async function castSpace(app: TestApp, isPublic = false): Promise<CastSpace> {
  const registered = await app.people(...CAST.map((part) => `the_${part}`));
  const people = Object.fromEntries(CAST.map((part, at) => [part, registered[at]!])) as Record<
    Part,
    Person
  >;
  const { owner, moderator, left, removed, banned, blocked, blocker } = people;
  const spaceId = await makeSpace(owner, { isPublic });
  const { member } = people;
  await enter(owner, spaceId, moderator, member, left, removed, banned, blocked, blocker);
  const path = `/spaces/${spaceId}`;
  ok(await owner.put(`${path}/members/${moderator.id}/role`, { role: "moderator" }), 200);
  ok(await left.post(`${path}/leave`), 204);
  ok(await owner.delete(`${path}/members/${removed.id}`), 204);
  ok(await owner.put(`${path}/bans/${banned.id}`), 200);
  ok(await owner.post(`/users/${blocked.id}/block`), 200);
  ok(await blocker.post(`/users/${owner.id}/block`), 200);
  return { spaceId, people };
}
