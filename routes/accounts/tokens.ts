import { z } from "zod";
import { insertApiToken, listApiTokens, revokeApiToken } from "../../db/accounts/api_tokens.ts";
import { API_TOKEN_LIFE_SECONDS_DEFAULT, API_TOKEN_LIFE_SECONDS_MAX } from "../../domain/limits.ts";
import { tellOfWayIn } from "../../db/accounts/ways_in.ts";
import { newId, type SessionId } from "../../domain/ids.ts";
import { SCOPES } from "../../domain/accounts/scopes.ts";
import { newApiToken } from "../../lib/security/api_tokens.ts";
import type { Api } from "../http/api.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";
import { apiTokenSchema, apiTokenView, issuedTokenSchema } from "./api_token_view.ts";
import { sessionParams } from "../http/values.ts";

const LIFE_SECONDS_MIN = 60;

const newToken = z.strictObject({
  userId: z.guid().toLowerCase(),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length)
    .transform((given) => SCOPES.filter((scope) => given.includes(scope))),
  expiresIn: z.int().min(LIFE_SECONDS_MIN).max(API_TOKEN_LIFE_SECONDS_MAX)
    .default(API_TOKEN_LIFE_SECONDS_DEFAULT),
});
const listSchema = z.object({ tokens: z.array(apiTokenSchema), pagination: paginationSchema });

/** Personal API tokens: issued by admins, listed and ended by their users and by admins. */
export function tokenRoutes(api: Api): void {
  api.post("/auth/token", {
    summary: "Issue a personal API token; it is shown this once",
    permission: "tokens.issue",
    needsProof: true,
    body: newToken,
    response: issuedTokenSchema,
    status: 201,
    errors: ["not_found"],
    run: async ({ ctx, viewerId, body, write }) => {
      const { userId, scopes, expiresIn } = body;
      const id: SessionId = newId();
      const token = newApiToken(id);
      const expiresAt = new Date(Date.now() + expiresIn * 1000);
      return await write(async (tx) => {
        await insertApiToken(tx, { id, userId, issuedBy: viewerId, token, scopes, expiresAt });
        await tellOfWayIn(tx, ctx.keys, userId, { type: "api_token" });
        return { token, tokenId: id, userId, scopes, expiresAt: expiresAt.toISOString() };
      });
    },
  });

  api.get("/auth/tokens", {
    summary: "The API tokens that act for me",
    query: pageQuery,
    response: listSchema,
    run: async ({ ctx, viewerId, query }) => {
      const scope = `API tokens of ${viewerId}`;
      const place = placeOf(ctx, scope, query.cursor);
      const page = await listApiTokens(ctx.sql, viewerId, place, query.limit);
      const pagination = paginationOf(ctx, scope, page.next);
      return { tokens: page.items.map(apiTokenView), pagination };
    },
  });

  api.delete("/auth/tokens/:id", {
    summary: "End an API token that acts for me",
    params: sessionParams,
    errors: ["not_found"],
    run: ({ viewerId, params, write }) => write((tx) => revokeApiToken(tx, params.id, viewerId)),
  });

  api.get("/admin/tokens", {
    summary: "The API tokens of everybody, or of one user",
    permission: "tokens.issue",
    query: pageQuery.extend({ userId: z.guid().toLowerCase().optional() }),
    response: listSchema,
    run: async ({ ctx, query }) => {
      const userId = query.userId ?? null;
      const scope = `API tokens for admins ${userId}`;
      const page = await listApiTokens(
        ctx.sql,
        userId,
        placeOf(ctx, scope, query.cursor),
        query.limit,
      );
      const pagination = paginationOf(ctx, scope, page.next);
      return { tokens: page.items.map(apiTokenView), pagination };
    },
  });

  api.delete("/admin/tokens/:id", {
    summary: "End anybody's API token",
    permission: "tokens.issue",
    params: sessionParams,
    errors: ["not_found"],
    run: ({ params, write }) => write((tx) => revokeApiToken(tx, params.id, null)),
  });
}
