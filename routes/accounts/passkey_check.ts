import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { findCredential, notePasskeyUse, takeChallenge } from "../../db/accounts/passkeys.ts";
import type { Tx } from "../../db/transact.ts";
import { AppError } from "../../lib/errors.ts";
import { challengeIn, type RelyingParty, verifyLogin } from "../../lib/security/passkeys.ts";
import { text } from "../http/fields.ts";

/** Bytes as WebAuthn's toJSON() writes them. */
export const encoded = text(20_000);

/**
 * The response of a browser, as WebAuthn's toJSON() writes it: the fields that the library reads.
 */
export const credentialOf = (response: z.ZodRawShape) =>
  z.object({
    id: encoded,
    rawId: encoded.optional(),
    type: text(32).optional(),
    response: z.object({ clientDataJSON: encoded, ...response }),
  });

/** The response of a device that has signed a challenge with a passkey. */
export const passkeyAssertion = credentialOf({
  authenticatorData: encoded,
  signature: encoded,
  userHandle: encoded.nullish(),
});

/** A passkey that has signed one of our challenges, and its user. */
export interface CheckedPasskey {
  userId: UserId;
  credentialId: string;
  counter: number;
}

/**
 * Returns the passkey that signed a challenge. Throws `unauthenticated` unless all of it is valid.
 */
export async function checkPasskey(
  ctx: Context,
  assertion: z.output<typeof passkeyAssertion>,
): Promise<CheckedPasskey> {
  const challenge = await usedChallenge(ctx, assertion, null);
  const known = await findCredential(ctx.sql, assertion.id);
  const counter = challenge && known &&
    await verifyLogin(partyOf(ctx), assertion, challenge, known);
  if (!known || typeof counter !== "number") throw refused();
  return { userId: known.userId, credentialId: known.credentialId, counter };
}

/**
 * Records the use of a passkey. Throws `unauthenticated` if its counter shows that it was copied.
 */
export async function usePasskey(tx: Tx, { credentialId, counter }: CheckedPasskey): Promise<void> {
  if (!await notePasskeyUse(tx, credentialId, counter)) throw refused();
}

/**
 * Returns the challenge that a device has signed, or null if it is not valid for this user. For
 * signing in, `userId` is null. A challenge works once.
 */
export async function usedChallenge(
  ctx: Context,
  { response }: { response: { clientDataJSON: string } },
  userId: UserId | null,
): Promise<string | null> {
  const challenge = challengeIn(response.clientDataJSON);
  return challenge !== null && await takeChallenge(ctx.sql, challenge, userId) ? challenge : null;
}

/** Returns the relying party of our passkeys, and the origins of its pages and apps. */
export function partyOf({ config }: Context): RelyingParty {
  const { hostname, origin } = new URL(config.PUBLIC_URL);
  const origins = [origin, ...config.ALLOWED_ORIGINS, ...config.PASSKEY_APP_ORIGINS];
  return { id: config.PASSKEY_RP_ID ?? hostname, origins };
}

function refused(): AppError {
  return new AppError("unauthenticated", "This passkey could not be verified.");
}
