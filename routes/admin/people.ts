import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { countAccounts, findAccountOf, searchAccounts } from "../../db/moderation/people_search.ts";
import { changeRoles, setVerified } from "../../db/accounts/roles.ts";
import { ROLES } from "../../domain/accounts/permissions.ts";
import { must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { queryText } from "../http/fields.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";
import { resolveAnyUserId } from "../../reads/people/resolve_user.ts";
import { idSchema, userParams } from "../http/values.ts";
import { accountSchema, accountView } from "./account_view.ts";

const QUERY_LENGTH_MAX = 255;
const PAGE_MAX = 1000;

const searchQuery = pageQuery.extend({
  q: queryText(QUERY_LENGTH_MAX).transform((text) => text || null).default(null),
  page: z.coerce.number().int().min(1).max(PAGE_MAX).optional(),
});
const foundPagination = paginationSchema.extend({
  page: z.int().optional(),
  limit: z.int().optional(),
  total: z.int().optional(),
}).meta({ id: "AccountPagination" });

/** Accounts, for admins: search, read, change roles, verify. */
export function adminPeopleRoutes(api: Api): void {
  api.get("/admin/users", {
    summary:
      "Search accounts by the beginning of the username, email address or full name, newest first",
    permission: "users.search",
    limit: "search",
    query: searchQuery,
    response: z.object({ users: z.array(accountSchema), pagination: foundPagination }),
    run: ({ ctx, query }) => findAccounts(ctx, query),
  });

  api.get("/admin/users/:id", {
    summary: "Get an account",
    permission: "users.search",
    params: userParams,
    response: accountSchema,
    errors: ["not_found"],
    run: async ({ ctx, viewerId, params }) => {
      const userId = await resolveAnyUserId(ctx, params.id, viewerId);
      return accountView(must(await findAccountOf(ctx.sql, userId)));
    },
  });

  api.put("/admin/users/:id/roles", {
    summary: "Set the roles of a user, at once in all of their sessions",
    permission: "roles.change",
    needsProof: true,
    params: userParams,
    body: z.strictObject({ roles: z.array(z.enum(ROLES)).max(ROLES.length) }),
    response: z.object({ userId: idSchema, roles: z.array(z.enum(ROLES)) }),
    errors: ["conflict", "not_found"],
    run: async ({ ctx, viewerId, params, body, write }) => {
      const userId = await resolveAnyUserId(ctx, params.id, viewerId);
      const roles = await write((tx) => changeRoles(tx, { ...body, actorId: viewerId, userId }));
      return { userId, roles };
    },
  });

  api.put("/admin/users/:id/verified", {
    summary: "Set whether a user is verified",
    permission: "verified.change",
    params: userParams,
    body: z.strictObject({ isVerified: z.boolean() }),
    response: z.object({ userId: idSchema, isVerified: z.boolean() }),
    errors: ["not_found"],
    run: async ({ ctx, viewerId, params, body, write }) => {
      const userId = await resolveAnyUserId(ctx, params.id, viewerId);
      await write((tx) => setVerified(tx, userId, body.isVerified));
      return { userId, ...body };
    },
  });
}

async function findAccounts(ctx: Context, { q, page, limit, cursor }: z.infer<typeof searchQuery>) {
  const scope = `accounts ${q}`;
  const before = placeOf(ctx, scope, cursor);
  const skipped = before === null && page !== undefined ? (page - 1) * limit : 0;
  const found = await searchAccounts(ctx.sql, q, { before, skipped }, limit);
  const numbered = page === undefined
    ? {}
    : { page, limit, total: await countAccounts(ctx.sql, q) };
  return {
    users: found.items.map(accountView),
    pagination: { ...paginationOf(ctx, scope, found.next), ...numbered },
  };
}
