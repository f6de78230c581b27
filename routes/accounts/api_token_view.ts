import { z } from "zod";
import type { ApiToken } from "../../db/accounts/api_tokens.ts";
import { SCOPES } from "../../domain/accounts/scopes.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/** A personal API token in a list. */
export const apiTokenSchema = z.object({
  tokenId: idSchema,
  userId: idSchema,
  issuedBy: idSchema.nullable(),
  scopes: z.array(z.enum(SCOPES)),
  createdAt: timeSchema,
  expiresAt: timeSchema,
}).meta({ id: "ApiToken" });

/** A personal API token that was just issued. Only this response contains the token itself. */
export const issuedTokenSchema = apiTokenSchema
  .pick({ tokenId: true, userId: true, scopes: true, expiresAt: true })
  .extend({ token: z.string() });

/** Returns a personal API token for a list. */
export function apiTokenView(token: ApiToken): z.input<typeof apiTokenSchema> {
  return {
    tokenId: token.id,
    userId: token.userId,
    issuedBy: token.issuedBy,
    scopes: token.scopes,
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.expiresAt.toISOString(),
  };
}
