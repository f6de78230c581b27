import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import { changeEmail, verifyEmail } from "../../db/accounts/credentials.ts";
import { issueCode } from "../../db/accounts/security_codes.ts";
import { transact } from "../../db/transact.ts";
import { findAccount } from "../../db/accounts/users.ts";
import { CODE_MINUTES } from "../../domain/limits.ts";
import { AppError } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { anybodyAsking, ownerAsking } from "./code_asker.ts";
import { ownAccount, requireRightCode } from "./own_account.ts";
import { requirePassword } from "./require_password.ts";
import { codeRequest, enteredCode, newAddress } from "./security_input.ts";

const emailSchema = z.object({ email: z.string(), emailVerified: z.boolean() }).meta({
  id: "EmailState",
});

/**
 * Mailed codes, and the requests that need one. Attempts do not use `write`: a wrong one is
 * refused, but it must be counted.
 */
export function securityRoutes(api: Api): void {
  api.post("/security/codes", {
    summary: "Send a six-digit code by email; the response reveals nothing about the account",
    auth: "optional",
    limit: "codes",
    body: codeRequest,
    // In seconds.
    response: z.object({ expiresIn: z.int() }),
    status: 202,
    run: async ({ ctx, viewerId, http, body: { purpose, email }, write }) => {
      const isReset = purpose === "reset_password";
      const owner = isReset
        ? await findAccount(ctx.sql, { email })
        : await ownAccount(ctx, requireViewer(viewerId));
      const userId = owner?.id ?? null;
      const asker = isReset ? await anybodyAsking(ctx, http, userId) : ownerAsking(ctx, http);
      const request = { purpose, address: email ?? owner!.email, userId, asker };
      return await write(async (tx) => {
        await issueCode(tx, ctx.keys, request);
        return { expiresIn: CODE_MINUTES * 60 };
      });
    },
  });

  api.post("/security/email/verify", {
    summary: "Verify my email address with the code that was sent to it",
    body: enteredCode,
    response: emailSchema,
    errors: ["unprocessable"],
    run: async ({ ctx, viewerId, http, body: { code } }) => {
      const account = await ownAccount(ctx, viewerId);
      const entered = { account, code, asker: ownerAsking(ctx, http) };
      requireRightCode(await transact(ctx.db, (tx) => verifyEmail(tx, ctx.keys, entered)));
      return { email: account.email, emailVerified: true };
    },
  });

  api.post("/security/email", {
    summary: "Change my email address; the old one is notified",
    body: newAddress,
    response: emailSchema,
    errors: ["forbidden", "conflict", "unprocessable"],
    run: async ({ ctx, viewerId, http, body: { password, newEmail, code } }) => {
      const account = await requirePassword(ctx, http, viewerId, password);
      if (account.email === newEmail) {
        throw new AppError("unprocessable", "This is already your email address.");
      }
      const change = { account, newEmail, code, asker: ownerAsking(ctx, http) };
      requireRightCode(await transact(ctx.db, (tx) => changeEmail(tx, ctx.keys, change)));
      const { email, emailVerifiedAt } = await ownAccount(ctx, viewerId);
      return { email, emailVerified: emailVerifiedAt !== null };
    },
  });
}

function requireViewer(viewerId: UserId | null): UserId {
  if (viewerId !== null) return viewerId;
  throw new AppError("unauthenticated", "Sign in first: send an access token.");
}
