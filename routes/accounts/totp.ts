import { z } from "zod";
import {
  alreadyEnabled,
  disableTotp,
  enableTotp,
  findTotp,
  startTotp,
} from "../../db/accounts/totp.ts";
import { proveSession } from "../../db/accounts/session_proofs.ts";
import { tellOfWayIn } from "../../db/accounts/ways_in.ts";
import { AppError } from "../../lib/errors.ts";
import { unseal } from "../../lib/security/sealed.ts";
import {
  hashRecoveryCode,
  newRecoveryCode,
  newRecoveryCodes,
  newTotpSecret,
  otpauthUri,
} from "../../lib/security/totp.ts";
import { passwordText, secondFactor } from "./input.ts";
import type { Api } from "../http/api.ts";
import { requirePassword } from "./require_password.ts";
import { requireSecondFactor, sealSecret, useCode } from "./second_factor.ts";

/** Authenticator apps (TOTP, RFC 6238) as a second factor, with recovery codes. */
export function totpRoutes(api: Api): void {
  api.post("/security/totp", {
    summary: "Start the setup of an authenticator app",
    body: z.strictObject({ password: passwordText }),
    response: z.object({ secret: z.string(), otpauthUri: z.string() }),
    errors: ["conflict", "forbidden"],
    run: async ({ ctx, viewer, viewerId, body, http, write }) => {
      const earlier = await findTotp(ctx.sql, viewerId);
      if (earlier?.isEnabled) throw alreadyEnabled();
      const { username } = await requirePassword(ctx, http, viewerId, body.password);
      const secret = newTotpSecret();
      const sealed = await sealSecret(ctx, viewerId, secret);
      return await write(async (tx) => {
        await startTotp(tx, viewerId, sealed);
        await proveSession(tx.sql, viewer.sessionId);
        return { secret, otpauthUri: otpauthUri(secret, username) };
      });
    },
  });

  api.post("/security/totp/enable", {
    summary:
      "Enable the authenticator app with one of its codes; the recovery codes are shown only once",
    needsProof: true,
    body: z.strictObject({ code: secondFactor }),
    response: z.object({ recoveryCodes: z.array(z.string()) }),
    errors: ["conflict", "unprocessable"],
    run: async ({ ctx, viewerId, body, write }) => {
      const totp = await findTotp(ctx.sql, viewerId);
      if (!totp) throw new AppError("conflict", "Start the setup of an authenticator app first.");
      const secret = await unseal(ctx.keys.totp, viewerId, totp.secret);
      const recoveryCodes = newRecoveryCodes();
      const undoCode = newRecoveryCode();
      const hash = (one: string) => hashRecoveryCode(ctx.keys.recoveryCodes, one);
      return await write(async (tx) => {
        await enableTotp(tx, viewerId, recoveryCodes.map(hash), hash(undoCode));
        await tellOfWayIn(tx, ctx.keys, viewerId, { type: "authenticator_app", undoCode });
        if (await useCode(ctx, tx, { userId: viewerId, secret, ...body })) return { recoveryCodes };
        throw new AppError(
          "unprocessable",
          "Incorrect code. Enter the code that the app shows now.",
        );
      });
    },
  });

  api.delete("/security/totp", {
    summary: "Disable the authenticator app",
    body: z.strictObject({ code: secondFactor, password: passwordText }),
    errors: ["forbidden", "unauthenticated", "rate_limited"],
    run: async ({ ctx, viewerId, body, http, write }) => {
      await requirePassword(ctx, http, viewerId, body.password);
      await requireSecondFactor(ctx, viewerId, body.code);
      await write((tx) => disableTotp(tx, viewerId));
    },
  });
}
