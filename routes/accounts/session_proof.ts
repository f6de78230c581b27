import { z } from "zod";
import { proveSession } from "../../db/accounts/session_proofs.ts";
import { AppError } from "../../lib/errors.ts";
import { passwordText, secondFactor } from "./input.ts";
import type { Api } from "../http/api.ts";
import { checkPasskey, passkeyAssertion, usePasskey } from "./passkey_check.ts";
import { requirePassword } from "./require_password.ts";
import { requireSecondFactor } from "./second_factor.ts";
import { timeSchema } from "../http/values.ts";

const byPassword = z.strictObject({ password: passwordText, totp: secondFactor.optional() });
/** A passkey that has signed a challenge of `POST /auth/passkeys/options`. */
const byPasskey = z.strictObject({ response: passkeyAssertion });

/** Proofs within a session that its user owns the account: a password or a passkey. */
export function sessionProofRoutes(api: Api): void {
  api.post("/auth/proof", {
    summary: "Confirm my identity: for some minutes this session can add ways to sign in",
    limit: "auth",
    body: z.union([byPassword, byPasskey]),
    response: z.object({ provedUntil: timeSchema }),
    errors: ["forbidden", "unauthenticated", "rate_limited"],
    run: async ({ ctx, viewer, viewerId, body, http, write }) => {
      const passkey = "response" in body ? await checkPasskey(ctx, body.response) : null;
      if (passkey && passkey.userId !== viewerId) {
        throw new AppError("forbidden", "This passkey belongs to another account.");
      }
      if ("password" in body) {
        await requirePassword(ctx, http, viewerId, body.password);
        await requireSecondFactor(ctx, viewerId, body.totp);
      }
      return await write(async (tx) => {
        if (passkey) await usePasskey(tx, passkey);
        const provedUntil = await proveSession(tx.sql, viewer.sessionId);
        return { provedUntil: provedUntil.toISOString() };
      });
    },
  });
}
