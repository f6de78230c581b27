import { z } from "zod";
import { deleteIdentity, type Identity, listIdentities } from "../../db/identities/identities.ts";
import type { Api } from "../http/api.ts";
import { idParams, idSchema, timeSchema } from "../http/values.ts";

const identitySchema = z.object({
  identityId: idSchema,
  provider: z.string(),
  email: z.string().nullable(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema,
}).meta({ id: "LinkedIdentity" });

/** The identities at providers with which the viewer can sign in. */
export function identityRoutes(api: Api): void {
  api.list("/security/identities", {
    summary: "List my identities at providers, newest first",
    name: "identities",
    item: identitySchema,
    scope: ({ viewerId }) => `identities of ${viewerId}`,
    find: ({ ctx, viewerId }, before, limit) => listIdentities(ctx.sql, viewerId, before, limit),
    view: (identities) => identities.map(identityView),
  });

  api.delete("/security/identities/:id", {
    summary: "Unlink an identity; the last way to sign in cannot be removed",
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
