import { inviteTo, makeRoom, makeSpace } from "../helpers/people/spaces.ts";
import { ok } from "../helpers/people/steps.ts";
import { canary } from "./canaries.ts";
import { cellOf } from "./cells.ts";
import { type Onlooker, type Role, roleOf, ROLES } from "./expectations.ts";
import type { Cell } from "./row.ts";
import type { World } from "./world.ts";

/** The owner of spaces: everybody else's role towards the account decides their place in these. */
type SpaceAccount = "ada" | "pia";
/** The place of somebody in a space. */
export type Standing = "owner" | "moderator" | "member" | "banned" | "none";

/** A space of the world. */
export interface MatrixSpace {
  key: string;
  account: SpaceAccount;
  isPublic: boolean;
  spaceId: string;
  roomId: string;
  /** A room for staff. */
  staffRoomId: string;
  invitationId: string;
  token: string;
}

const STANDINGS: Partial<Record<Role, Standing>> = {
  author: "owner",
  friend: "moderator",
  follower: "member",
  blocked: "member",
  blocker: "member",
  lonefriend: "banned",
};
/** They were members once. */
const GONE = ["removed", "rejected"] as const;

/** Returns the place of a role in a space. */
export function standingOf(role: Role): Standing {
  return STANDINGS[role] ?? "none";
}

/** Returns whether a role sees the profile of a space. */
export function roleSeesSpace(role: Role, { isPublic }: Pick<MatrixSpace, "isPublic">): boolean {
  const standing = standingOf(role);
  return standing !== "banned" && (standing !== "none" || isPublic && role !== "anonymous");
}

/** Creates the spaces of the accounts, before others are blocked or suspended. */
export async function gatherSpaces(world: World): Promise<void> {
  for (const account of ["ada", "pia"] as const) {
    for (const isPublic of [true, false]) {
      world.spaces.push(await gatherSpace(world, account, isPublic));
    }
  }
}

async function gatherSpace(
  { canaries, people }: World,
  account: SpaceAccount,
  isPublic: boolean,
): Promise<MatrixSpace> {
  const key = `${account}_${isPublic ? "open" : "closed"}_space`;
  const owner = people[account];
  const within = (...standings: Standing[]) => (onlooker: Onlooker) =>
    standings.includes(standingOf(roleOf(onlooker, account)));
  const seen = (onlooker: Onlooker) => roleSeesSpace(roleOf(onlooker, account), { isPublic });
  const spaceId = await makeSpace(owner, {
    name: canaries.add(key, seen),
    description: canaries.add(`${key}_about`, seen),
    isPublic,
  });
  const staff = within("owner", "moderator");
  const roomId = await makeRoom(owner, spaceId, {
    name: canaries.add(`${key}_room`, within("owner", "moderator", "member")),
  });
  const name = canaries.add(`${key}_staff_room`, staff);
  const staffRoomId = await makeRoom(owner, spaceId, { name, viewRole: "moderator" });
  const all = await inviteTo(owner, spaceId, { maxUses: 1000 });
  for (const role of ["friend", "follower", "blocked", "blocker", "lonefriend", ...GONE] as const) {
    ok(await people[role].post(`/invitations/${all}/accept`), 200);
  }
  const path = `/spaces/${spaceId}`;
  ok(await owner.put(`${path}/members/${people.friend.id}/role`, { role: "moderator" }), 200);
  const reason = canaries.add(`${key}_reason`, staff);
  ok(await owner.put(`${path}/bans/${people.lonefriend.id}`, { reason }), 200);
  ok(await owner.delete(`${path}/members/${people.removed.id}`), 204);
  ok(await people.rejected.post(`${path}/leave`), 204);
  const { data } = ok(await owner.post(`${path}/invitations`, { maxUses: 1000 }), 201);
  const { invitationId, token } = data;
  return { key, account, isPublic, spaceId, roomId, staffRoomId, invitationId, token };
}

/** Returns one cell for each role towards each space. */
export function spaceCells(world: World): Cell[] {
  return world.spaces.flatMap((space) =>
    ROLES.map((role) => {
      const cell = cellOf(world, space.account, role);
      const ids = {
        ...cell.ids,
        space: space.spaceId,
        room: space.roomId,
        staffRoom: space.staffRoomId,
        invitation: space.invitationId,
        token: space.token,
        about: canary(`${space.key}_about`),
        reason: canary(`${space.key}_reason`),
        member: world.people.follower.id,
        ban: world.people.lonefriend.id,
      };
      return { ...cell, ids };
    })
  );
}
