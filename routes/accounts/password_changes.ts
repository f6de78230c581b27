import type { Context } from "../../context/mod.ts";
import {
  changePassword,
  changePasswordByCode,
  checkPasswordCode,
  type PasswordCode,
  requireNoName,
} from "../../db/accounts/credentials.ts";
import { transact } from "../../db/transact.ts";
import { findAccount } from "../../db/accounts/users.ts";
import type { Api } from "../http/api.ts";
import { anybodyAsking, ownerAsking } from "./code_asker.ts";
import { attempt, forgetAttempts } from "./attempts.ts";
import { passwordTurn } from "./password_turn.ts";
import { ownAccount, requireRightCode } from "./own_account.ts";
import { requirePassword } from "./require_password.ts";
import { passwordChange, passwordReset } from "./security_input.ts";

/**
 * New passwords, by the old one or by a mailed code. Hashing is expensive, so it comes after all
 * other checks that can refuse a request.
 */
export function passwordRoutes(api: Api): void {
  api.post("/security/password", {
    summary: "Change my password; my other sessions end",
    body: passwordChange,
    errors: ["forbidden", "conflict", "unprocessable"],
    run: async ({ ctx, viewer, http, body: { code, currentPassword, newPassword } }) => {
      const own = await ownAccount(ctx, viewer.userId);
      requireNoName(newPassword, own);
      const account = currentPassword === undefined
        ? own
        : await requirePassword(ctx, http, viewer.userId, currentPassword);
      const mailed = code === undefined ? null : {
        account,
        purpose: "change_password",
        address: account.email,
        code,
        asker: ownerAsking(ctx, http),
      } as const;
      if (mailed) requireRightCode(await isRightCode(ctx, mailed, newPassword));
      const turn = passwordTurn(ctx, http, viewer.userId);
      const passwordHash = await ctx.passwords.hash(newPassword, turn);
      const change = {
        account,
        newPassword,
        passwordHash,
        keptSessionId: viewer.sessionId,
        keepsWaysIn: true,
      };
      if (mailed) await changeByCode(ctx, { ...change, ...mailed });
      else await transact(ctx.db, (tx) => changePassword(tx, ctx.keys, change));
    },
  });

  api.post("/security/password/reset", {
    summary:
      "Reset a password with an emailed code; all sessions end, and all other ways to sign in unless kept",
    auth: "none",
    limit: "auth",
    body: passwordReset,
    errors: ["conflict", "unprocessable"],
    run: async ({ ctx, http, body: { email, code, newPassword, keepWaysIn } }) => {
      const account = await findAccount(ctx.sql, { email });
      const asker = await anybodyAsking(ctx, http, account?.id ?? null);
      const mailed = { account, purpose: "reset_password", address: email, code, asker } as const;
      // Each code has its own limit of attempts. This limit is for callers who try many accounts.
      const target = { purpose: "code", name: null, userId: null } as const;
      const check = async () => await isRightCode(ctx, mailed, newPassword) || null;
      requireRightCode(await attempt(ctx, http, target, check) !== null);
      const passwordHash = await ctx.passwords.hash(newPassword, passwordTurn(ctx, http));
      await changeByCode(ctx, {
        ...mailed,
        newPassword,
        passwordHash,
        keptSessionId: null,
        keepsWaysIn: keepWaysIn,
      });
      const { id: userId, username } = account!;
      await forgetAttempts(ctx, http, { purpose: "login", names: [email, username], userId });
    },
  });
}

/** Returns whether a mailed code is right for this password. A wrong one is counted. */
function isRightCode(ctx: Context, mailed: PasswordCode, newPassword: string): Promise<boolean> {
  return transact(ctx.db, (tx) => checkPasswordCode(tx, ctx.keys, mailed, newPassword));
}

async function changeByCode(
  ctx: Context,
  change: Parameters<typeof changePasswordByCode>[2],
): Promise<void> {
  requireRightCode(await transact(ctx.db, (tx) => changePasswordByCode(tx, ctx.keys, change)));
}
