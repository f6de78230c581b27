import type { Context as HonoContext } from "hono";
import type { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { createPerson, findOwner, noteIdentityUse } from "../../db/identities/identities.ts";
import { type IdentityProof, insertProof, takeProof } from "../../db/identities/proofs.ts";
import type { Tx } from "../../db/transact.ts";
import { findAccount } from "../../db/accounts/users.ts";
import { usernamesFor } from "../../domain/accounts/usernames.ts";
import { shownName } from "../../domain/visible_text.ts";
import { AppError } from "../../lib/errors.ts";
import type { IdentityProvider, SignedInAtProvider } from "../../lib/oidc/provider.ts";
import { sha256 } from "../../lib/security/sealed.ts";
import type { Env } from "../http/endpoint.ts";
import { deviceOf } from "../http/device.ts";
import { newSecret } from "./oauth_browser.ts";
import { requireSecondFactor } from "../accounts/second_factor.ts";
import { signIn } from "../accounts/sign_in.ts";
import type { signedInSchema } from "../accounts/session_view.ts";

type Tokens = z.input<typeof signedInSchema>;

/** The request of a sign-in. */
export interface Requested {
  ctx: Context;
  http: HonoContext<Env>;
  write<T>(run: (tx: Tx) => Promise<T>): Promise<T>;
}

/** Signs in the owner of an identity; without one, it creates an account or offers to link one. */
export async function signInWith(
  requested: Requested,
  provider: IdentityProvider,
  signedIn: SignedInAtProvider,
  totp?: string,
): Promise<Tokens> {
  const { ctx, http, write } = requested;
  const userId = await findOwner(ctx.sql, signedIn);
  if (userId === null) return await signInNew(requested, provider, signedIn);
  await requireSecondFactorOf(ctx, { ...signedIn, email: null, userId }, totp);
  return await write(async (tx) => {
    if (!await noteIdentityUse(tx, signedIn, userId)) throw ended();
    return await signIn(ctx, tx, userId, deviceOf(ctx, http));
  });
}

/** Signs in the owner of an identity that an earlier request proved, with their second factor. */
export async function continueSignIn(
  { ctx, http, write }: Requested,
  proof: IdentityProof | null,
  given: { continueToken: string; totp: string },
): Promise<Tokens> {
  if (!proof || await findOwner(ctx.sql, proof) !== proof.userId) throw ended();
  await requireSecondFactor(ctx, proof.userId, given.totp);
  return await write(async (tx) => {
    const taken = await takeProof(tx, "second_factor", given.continueToken, proof.userId);
    if (!taken || !await noteIdentityUse(tx, proof, proof.userId)) throw ended();
    return await signIn(ctx, tx, proof.userId, deviceOf(ctx, http));
  });
}

async function signInNew(
  { ctx, http, write }: Requested,
  provider: IdentityProvider,
  signedIn: SignedInAtProvider,
): Promise<Tokens> {
  const { email, fullName, username } = await provider.profileOf(signedIn);
  if (email === null) {
    throw new AppError(
      "unprocessable",
      "The provider has not verified your email address. Verify it there first.",
    );
  }
  const account = await findAccount(ctx.sql, { email });
  if (account) throw await linkOffer(ctx, { ...signedIn, email, userId: account.id });
  const suffixes = [4, 4, 4, 8, 8].map((length) => sha256(newSecret()).toHex().slice(0, length));
  const usernames = usernamesFor([username, fullName], suffixes);
  return await write(async (tx) => {
    const userId = await createPerson(tx, {
      ...signedIn,
      email,
      usernames,
      fullName: shownName(fullName),
    });
    return await signIn(ctx, tx, userId, deviceOf(ctx, http));
  });
}

/** Returns the error if the address has an account: its owner may link both with the token. */
async function linkOffer(ctx: Context, proof: IdentityProof): Promise<AppError> {
  const linkToken = newSecret();
  await insertProof(ctx.sql, "link", linkToken, proof);
  return new AppError(
    "conflict",
    "This email address already has an account. Sign in to it with this linkToken to link both.",
    { details: { field: "email", linkToken } },
  );
}

/** Requires the second factor. The error for a missing or wrong one holds a token to continue. */
async function requireSecondFactorOf(
  ctx: Context,
  proof: IdentityProof,
  totp: string | undefined,
): Promise<void> {
  try {
    await requireSecondFactor(ctx, proof.userId, totp);
  } catch (error) {
    const isMissing = error instanceof AppError && error.code === "unauthenticated";
    if (!isMissing) throw error;
    const continueToken = newSecret();
    await insertProof(ctx.sql, "second_factor", continueToken, proof);
    const details = { totpRequired: true, continueToken };
    throw new AppError(error.code, error.message, { details });
  }
}

function ended(): AppError {
  return new AppError("unauthenticated", "This sign-in has expired. Start again.");
}
