import type { Cell, Expected, Row } from "./row.ts";
import { type MatrixSpace, roleSeesSpace, type Standing, standingOf } from "./spaces.ts";

const RANKS: readonly Standing[] = ["owner", "moderator", "member"];

/** The operations of a space, in an order in which none spoils the next. */
export const GATHERING_ROWS: readonly Row[] = [
  row("GET /spaces/{id}", "", { needs: "none" }),
  row("GET /spaces/{id}/members", "/members?limit=50"),
  row("GET /spaces/{id}/members", "/members?q=zz"),
  row("GET /spaces/{id}/rooms", "/rooms"),
  row("GET /spaces/{id}/bans", "/bans", { needs: "moderator" }),
  row("GET /spaces/{id}/invitations", "/invitations", { needs: "moderator" }),
  {
    operation: "GET /invitations/{token}",
    call: "/invitations/{token}",
    isOpen: true,
    expect: invited,
    reveals: profile,
  },
  ...["PATCH", "PUT"].flatMap((method): Row[] => [
    row(`${method} /spaces/{id}`, "", { needs: "owner", body: { description: "{about}" } }),
    row(`${method} /spaces/{id}/rooms/{roomId}`, "/rooms/{room}", {
      needs: "moderator",
      body: { position: 1 },
    }),
    row(`${method} /spaces/{id}/rooms/{roomId}`, "/rooms/{staffRoom}", {
      needs: "moderator",
      body: { position: 2 },
    }),
  ]),
  row("POST /spaces/{id}/rooms", "/rooms", {
    needs: "moderator",
    body: { name: "New" },
    status: 201,
  }),
  row("POST /spaces/{id}/invitations", "/invitations", { needs: "moderator", status: 201 }),
  row("PUT /spaces/{id}/members/{userId}/role", "/members/{member}/role", {
    needs: "owner",
    body: { role: "member" },
  }),
  ...["blocked", "suspended", "stranger"].map((who) =>
    row("PUT /spaces/{id}/members/{userId}/role", `/members/{${who}}/role`, {
      needs: "owner",
      body: { role: "member" },
      missing: who,
    })
  ),
  row("PUT /spaces/{id}/bans/{userId}", "/bans/{ban}", {
    needs: "moderator",
    body: { reason: "{reason}" },
  }),
  row("PUT /spaces/{id}/bans/{userId}", "/bans/{stranger}", { needs: "moderator" }),
  row("PUT /spaces/{id}/bans/{userId}", "/bans/{suspended}", {
    needs: "moderator",
    missing: "suspended",
  }),
  ...["stranger", "suspended"].map((who) =>
    row("DELETE /spaces/{id}/members/{userId}", `/members/{${who}}`, {
      needs: "moderator",
      missing: who,
    })
  ),
  row("DELETE /spaces/{id}/bans/{userId}", "/bans/{stranger}", { needs: "moderator", status: 204 }),
  row("DELETE /spaces/{id}/invitations/{invitationId}", "/invitations/{space}", {
    needs: "moderator",
    status: 404,
  }),
  row("DELETE /spaces/{id}/members/{userId}", "/members/{blocked}", {
    needs: "moderator",
    status: 204,
  }),
  row("DELETE /spaces/{id}/rooms/{roomId}", "/rooms/{room}", { needs: "moderator", status: 204 }),
  row("POST /spaces/{id}/join", "/join", { needs: "none" }),
  {
    operation: "POST /invitations/{token}/accept",
    call: "/invitations/{token}/accept",
    expect: invited,
    reveals: profile,
  },
  { ...row("POST /spaces/{id}/leave", "/leave", { status: 204 }), expect: leaving },
];

/** The operation that ends a space. */
export const GATHERING_END_ROWS: readonly Row[] = [
  row("DELETE /spaces/{id}", "", { needs: "owner", status: 204 }),
];

interface Rule {
  /** The lowest place that may do it; `none` is everybody who sees the space. */
  needs?: Standing;
  status?: number;
  body?: unknown;
  /** The name in the call that is missing for those who may. */
  missing?: string;
}

function row(operation: string, end: string, rule: Rule = {}): Row {
  const { needs = "member", status = 200, body, missing } = rule;
  return {
    operation,
    call: `/spaces/{space}${end}`,
    ...(body === undefined ? {} : { body }),
    expect(cell): Expected {
      const { role } = cell;
      if (!roleSeesSpace(role, spaceOf(cell))) return { missing: "space" };
      const isAllowed = needs === "none" || isAtLeast(standingOf(role), needs);
      if (!isAllowed) return 403;
      return missing === undefined ? status : { missing };
    },
  };
}

function isAtLeast(standing: Standing, needed: Standing): boolean {
  return RANKS.includes(standing) && RANKS.indexOf(standing) <= RANKS.indexOf(needed);
}

function spaceOf({ world, ids }: Cell): MatrixSpace {
  return world.spaces.find(({ spaceId }) => spaceId === ids.space)!;
}

/** An invitation exists for everybody who is not banned. */
function invited({ role }: Cell): Expected {
  return standingOf(role) === "banned" ? { missing: "token" } : 200;
}

/** After {@link invited}, everybody is a member but those who are banned. */
function leaving({ role }: Cell): Expected {
  return standingOf(role) === "banned" ? { missing: "space" } : 204;
}

/** An invitation shows the profile of its space. */
function profile(cell: Cell): string[] {
  const { key } = spaceOf(cell);
  return standingOf(cell.role) === "banned" ? [] : [key, `${key}_about`];
}
