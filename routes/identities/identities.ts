import { z } from "zod";
import { deleteIdentity, type Identity, listIdentities } from "../../db/identities/identities.ts";
import type { Api } from "../http/api.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";
import { idParams, idSchema, timeSchema } from "../http/values.ts";

const identitySchema = z.object({
  identityId: idSchema,
  provider: z.string(),
  email: z.string().nullable(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema,
});

/** The identities at providers with which the viewer can sign in. */
export function identityRoutes(api: Api): void {
  api.get("/security/identities", {
    summary: "My identities at providers, newest first",
    query: pageQuery,
    response: z.object({ identities: z.array(identitySchema), pagination: paginationSchema }),
    run: async ({ ctx, viewerId, query }) => {
      const scope = `identities of ${viewerId}`;
      const before = placeOf(ctx, scope, query.cursor);
      const page = await listIdentities(ctx.sql, viewerId, before, query.limit);
      return {
        identities: page.items.map(identityView),
        pagination: paginationOf(ctx, scope, page.next),
      };
    },
  });

  api.delete("/security/identities/:id", {
    summary: "Unlink an identity; the last way into the account stays",
    params: idParams,
    errors: ["unprocessable"],
    run: ({ viewerId, params, write }) => write((tx) => deleteIdentity(tx, viewerId, params.id)),
  });
}

function identityView(identity: Identity): z.input<typeof identitySchema> {
  return {
    identityId: identity.id,
    provider: identity.provider,
    email: identity.email,
    createdAt: identity.createdAt.toISOString(),
    lastUsedAt: identity.lastUsedAt.toISOString(),
  };
}
