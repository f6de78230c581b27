import { holdCredentials } from "../../db/accounts/credentials.ts";
import { linkIdentity } from "../../db/identities/proofs.ts";
import { rotateRefreshToken } from "../../db/accounts/refresh_tokens.ts";
import { findSessionOfToken, revokeSession } from "../../db/accounts/sessions.ts";
import { issueCode } from "../../db/accounts/security_codes.ts";
import { transact } from "../../db/transact.ts";
import { createUser, findProfile, findTaken } from "../../db/accounts/users.ts";
import { tellOfWayIn } from "../../db/accounts/ways_in.ts";
import { AppError, must } from "../../lib/errors.ts";
import { successorOf } from "../../lib/security/refresh_tokens.ts";
import { credentials, newAccount, refreshBody } from "./input.ts";
import type { Api } from "../http/api.ts";
import { ownerAsking } from "./code_asker.ts";
import { deviceOf } from "../http/device.ts";
import { identifySession } from "../http/authentication.ts";
import { grantAnswer, passwordGrant } from "./password_grant.ts";
import { passwordTurn } from "./password_turn.ts";
import { proveAccount, refreshExpiry, refuseSuspended, signIn } from "./sign_in.ts";
import { identitySchema, identityView } from "../people/profile_view.ts";
import { signedInSchema, signedInView } from "./session_view.ts";

/** Accounts: create one, sign in, stay signed in, sign out. */
export function authRoutes(api: Api): void {
  api.post(["/auth/register", "/users"], {
    summary: "Create an account and sign in to it",
    auth: "none",
    limit: "signup",
    body: newAccount,
    response: signedInSchema,
    status: 201,
    errors: ["conflict"],
    run: async ({ ctx, body, http, write }) => {
      const { password, ...account } = body;
      // The write throws it, because it knows whether this repeats a request that has a response.
      const taken = await findTaken(ctx.sql, account);
      const passwordHash = taken ? "" : await ctx.passwords.hash(password, passwordTurn(ctx, http));
      return await write(async (tx) => {
        if (taken) throw taken;
        const userId = await createUser(tx, { ...account, passwordHash });
        const asker = ownerAsking(ctx, http);
        const request = { purpose: "verify_email", address: account.email, userId, asker } as const;
        await issueCode(tx, ctx.keys, request);
        return await signIn(ctx, tx, userId, deviceOf(ctx, http));
      });
    },
  });

  api.post("/auth/login", {
    summary: "Sign in; a form gets the response of OAuth 2 (RFC 6749 §4.3, password grant)",
    auth: "none",
    limit: "auth",
    body: credentials,
    grant: passwordGrant,
    response: signedInSchema,
    errors: ["unauthenticated", "account_suspended", "conflict", "unprocessable"],
    run: async ({ ctx, body, http, write }) => {
      const account = await proveAccount(ctx, http, body);
      const signedIn = await write(async (tx) => {
        await holdCredentials(tx.sql, account);
        if (body.linkToken) {
          await linkIdentity(tx, account.id, body.linkToken);
          await tellOfWayIn(tx, ctx.keys, account.id, { type: "identity" });
        }
        return await signIn(ctx, tx, account.id, deviceOf(ctx, http));
      });
      return http.get("isPasswordGrant") ? grantAnswer(signedIn) : signedIn;
    },
  });

  api.post("/auth/refresh", {
    summary: "Exchange a refresh token for new tokens",
    auth: "none",
    body: refreshBody,
    response: signedInSchema,
    errors: ["unauthenticated", "account_suspended"],
    run: async ({ ctx, body, http }) => {
      const token = body.refreshToken;
      const [device, expiresAt, now] = [deviceOf(ctx, http), refreshExpiry(ctx), new Date()];
      const successor = (replacements: number) =>
        successorOf(ctx.keys.refreshTokens, token, replacements);
      const presented = { token, successor, device, expiresAt, now };
      // Not `write`: the token itself makes the request repeatable. A reuse ends the
      // session, and this must be committed before the request is refused.
      const session = await transact(ctx.db, async (tx) => {
        const rotated = await rotateRefreshToken(tx, presented);
        if (rotated) await refuseSuspended(ctx, tx, rotated.userId);
        return rotated;
      });
      if (session) return await signedInView(ctx, session);
      throw new AppError("unauthenticated", "Invalid refresh token. Sign in again.");
    },
  });

  api.post(["/auth/logout", "/auth/revoke"], {
    summary: "End the session of a refresh token, or else of the access token",
    // The access token is read only if there is no refresh token, so that it may have expired.
    auth: "none",
    body: refreshBody.partial().optional(),
    errors: ["unauthenticated"],
    run: async ({ ctx, body, http, write }) => {
      const named = body?.refreshToken && await findSessionOfToken(ctx.sql, body.refreshToken);
      const session = named || await identifySession(ctx, http);
      await write((tx) => revokeSession(tx, session));
    },
  });

  api.get("/auth/me", {
    summary: "Get the current user and session",
    response: identitySchema,
    run: async ({ ctx, viewer }) =>
      identityView(ctx, must(await findProfile(ctx.sql, viewer.userId)), viewer),
  });
}
