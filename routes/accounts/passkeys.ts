import { z } from "zod";
import {
  deletePasskey,
  insertChallenge,
  insertPasskey,
  listCredentialIds,
  listPasskeys,
  type Passkey,
} from "../../db/accounts/passkeys.ts";
import { findProfile } from "../../db/accounts/users.ts";
import { tellOfWayIn } from "../../db/accounts/ways_in.ts";
import { PASSKEY_NAME_LENGTH_MAX } from "../../domain/limits.ts";
import { AppError, must } from "../../lib/errors.ts";
import {
  loginOptions,
  registrationOptions,
  verifyRegistration,
} from "../../lib/security/passkeys.ts";
import type { Api } from "../http/api.ts";
import { deviceOf } from "../http/device.ts";
import { nameText, text } from "../http/fields.ts";
import {
  checkPasskey,
  credentialOf,
  encoded,
  partyOf,
  passkeyAssertion,
  usedChallenge,
  usePasskey,
} from "./passkey_check.ts";
import { signIn } from "./sign_in.ts";
import { signedInSchema } from "./session_view.ts";
import { idParams, idSchema, timeSchema } from "../http/values.ts";

const registration = z.strictObject({
  name: nameText(PASSKEY_NAME_LENGTH_MAX, 1).default("Passkey"),
  response: credentialOf({
    attestationObject: encoded,
    transports: z.array(text(32)).max(16).optional(),
  }),
});
const login = z.strictObject({ response: passkeyAssertion });
const optionsSchema = z.object({ options: z.looseObject({ challenge: z.string() }) }).meta({
  id: "PasskeyOptions",
});
const passkeySchema = z.object({
  passkeyId: idSchema,
  name: z.string(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullable(),
}).meta({ id: "Passkey" });

/** Passkeys (WebAuthn): register, list and remove them, and sign in with one. */
export function passkeyRoutes(api: Api): void {
  api.post("/security/passkeys/options", {
    summary: "Get the options for creating a passkey",
    needsProof: true,
    response: optionsSchema,
    run: async ({ ctx, viewerId }) => {
      const user = must(await findProfile(ctx.sql, viewerId));
      const known = await listCredentialIds(ctx.sql, viewerId);
      const options = await registrationOptions(partyOf(ctx), user, known);
      await insertChallenge(ctx.sql, options.challenge, viewerId);
      return { options: { ...options } };
    },
  });

  api.post("/security/passkeys", {
    summary: "Register a passkey that a device created",
    needsProof: true,
    body: registration,
    response: passkeySchema,
    status: 201,
    errors: ["conflict", "unprocessable"],
    run: async ({ ctx, viewerId, body, write }) => {
      const challenge = await usedChallenge(ctx, body.response, viewerId);
      const made = challenge && await verifyRegistration(partyOf(ctx), body.response, challenge);
      if (!made) throw new AppError("unprocessable", "This passkey could not be verified.");
      const passkey = { userId: viewerId, name: body.name, ...made };
      return await write(async (tx) => {
        await tellOfWayIn(tx, ctx.keys, viewerId, { type: "passkey" });
        return passkeyView(await insertPasskey(tx, passkey));
      });
    },
  });

  api.list("/security/passkeys", {
    summary: "List my passkeys, newest first",
    name: "passkeys",
    item: passkeySchema,
    scope: ({ viewerId }) => `passkeys of ${viewerId}`,
    find: ({ ctx, viewerId }, before, limit) => listPasskeys(ctx.sql, viewerId, before, limit),
    view: (passkeys) => passkeys.map(passkeyView),
  });

  api.delete("/security/passkeys/:id", {
    summary: "Remove a passkey; the last way to sign in cannot be removed",
    params: idParams,
    errors: ["unprocessable"],
    run: ({ viewerId, params, write }) => write((tx) => deletePasskey(tx, viewerId, params.id)),
  });

  api.post("/auth/passkeys/options", {
    summary: "Get the options for signing in with a passkey",
    auth: "none",
    limit: "auth",
    response: optionsSchema,
    run: async ({ ctx }) => {
      const options = await loginOptions(partyOf(ctx));
      await insertChallenge(ctx.sql, options.challenge, null);
      return { options: { ...options } };
    },
  });

  api.post("/auth/passkeys", {
    summary: "Sign in with a passkey",
    auth: "none",
    limit: "auth",
    body: login,
    response: signedInSchema,
    errors: ["unauthenticated", "account_suspended"],
    run: async ({ ctx, body, http, write }) => {
      const used = await checkPasskey(ctx, body.response);
      return await write(async (tx) => {
        await usePasskey(tx, used);
        return await signIn(ctx, tx, used.userId, deviceOf(ctx, http));
      });
    },
  });
}

function passkeyView(passkey: Passkey): z.input<typeof passkeySchema> {
  return {
    passkeyId: passkey.id,
    name: passkey.name,
    createdAt: passkey.createdAt.toISOString(),
    lastUsedAt: passkey.lastUsedAt?.toISOString() ?? null,
  };
}
