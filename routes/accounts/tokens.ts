import { z } from "zod";
import { insertApiToken, listApiTokens, revokeApiToken } from "../../db/accounts/api_tokens.ts";
import { API_TOKEN_LIFE_SECONDS_DEFAULT, API_TOKEN_LIFE_SECONDS_MAX } from "../../domain/limits.ts";
import { tellOfWayIn } from "../../db/accounts/ways_in.ts";
import { newId, type SessionId, type UserId } from "../../domain/ids.ts";
import { SCOPES } from "../../domain/accounts/scopes.ts";
import { newApiToken } from "../../lib/security/api_tokens.ts";
import type { Api } from "../http/api.ts";
import { pageQuery } from "../http/paging.ts";
import { apiTokenSchema, apiTokenView, issuedTokenSchema } from "./api_token_view.ts";
import { sessionParams } from "../http/values.ts";

const LIFE_SECONDS_MIN = 60;

// The demo user's id has no UUID version.
const anyUserId = z.guid().toLowerCase() as unknown as z.ZodType<UserId, string>;
const newToken = z.strictObject({
  userId: anyUserId,
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length)
    .transform((given) => SCOPES.filter((scope) => given.includes(scope))),
  expiresIn: z.int().min(LIFE_SECONDS_MIN).max(API_TOKEN_LIFE_SECONDS_MAX)
    .default(API_TOKEN_LIFE_SECONDS_DEFAULT),
});

/** Personal API tokens: issued by admins, listed and ended by their users and by admins. */
export function tokenRoutes(api: Api): void {
  api.post("/auth/token", {
    summary: "Create a personal API token; it is shown only once",
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

  api.list("/auth/tokens", {
    summary: "List the API tokens that act for me",
    name: "tokens",
    item: apiTokenSchema,
    scope: ({ viewerId }) => `API tokens of ${viewerId}`,
    find: ({ ctx, viewerId }, place, limit) => listApiTokens(ctx.sql, viewerId, place, limit),
    view: (tokens) => tokens.map(apiTokenView),
  });

  api.delete("/auth/tokens/:id", {
    summary: "Revoke an API token that acts for me",
    params: sessionParams,
    errors: ["not_found"],
    run: ({ viewerId, params, write }) => write((tx) => revokeApiToken(tx, params.id, viewerId)),
  });

  api.list("/admin/tokens", {
    summary: "List the API tokens of all users, or of one",
    permission: "tokens.issue",
    query: pageQuery.extend({ userId: anyUserId.optional() }),
    name: "tokens",
    item: apiTokenSchema,
    scope: ({ query }) => `API tokens for admins ${query.userId ?? null}`,
    find: ({ ctx, query }, place, limit) =>
      listApiTokens(ctx.sql, query.userId ?? null, place, limit),
    view: (tokens) => tokens.map(apiTokenView),
  });

  api.delete("/admin/tokens/:id", {
    summary: "Revoke an API token of any user",
    permission: "tokens.issue",
    params: sessionParams,
    errors: ["not_found"],
    run: ({ params, write }) => write((tx) => revokeApiToken(tx, params.id, null)),
  });
}
