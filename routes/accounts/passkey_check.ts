import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { findCredential, notePasskeyUse, takeChallenge } from "../../db/accounts/passkeys.ts";
import type { Tx } from "../../db/transact.ts";
import { AppError } from "../../lib/errors.ts";
import { challengeIn, type RelyingParty, verifyLogin } from "../../lib/security/passkeys.ts";
import { text } from "../http/fields.ts";

/** Bytes as WebAuthn's toJSON() writes them. */
export const encoded = text(20_000);

/** What browsers answer, as WebAuthn's toJSON() writes it, as far as the library reads it. */
export const credentialOf = (response: z.ZodRawShape) =>
  z.object({
    id: encoded,
    rawId: encoded.optional(),
    type: text(32).optional(),
    response: z.object({ clientDataJSON: encoded, ...response }),
  });

/** What a device answers that has signed a challenge with a passkey. */
export const passkeyAssertion = credentialOf({
  authenticatorData: encoded,
  signature: encoded,
  userHandle: encoded.nullish(),
});

/** A passkey that has signed a challenge of ours, and whose it is. */
export interface CheckedPasskey {
  userId: string;
  credentialId: string;
  counter: number;
}

/** The passkey that a device has signed a challenge with; `unauthenticated` unless all is in order. */
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

/** Notes that a passkey was used; fails where it tells of a copy. */
export async function usePasskey(tx: Tx, { credentialId, counter }: CheckedPasskey): Promise<void> {
  if (!await notePasskeyUse(tx, credentialId, counter)) throw refused();
}

/** The challenge that a device has signed, if it was handed out for this; it serves once. */
export async function usedChallenge(
  ctx: Context,
  { response }: { response: { clientDataJSON: string } },
  userId: string | null,
): Promise<string | null> {
  const challenge = challengeIn(response.clientDataJSON);
  return challenge !== null && await takeChallenge(ctx.sql, challenge, userId) ? challenge : null;
}

/** For whom passkeys are made here, and from which pages they may come. */
export function partyOf({ config }: Context): RelyingParty {
  const { hostname, origin } = new URL(config.PUBLIC_URL);
  const origins = [origin, ...config.ALLOWED_ORIGINS, ...config.PASSKEY_APP_ORIGINS];
  return { id: config.PASSKEY_RP_ID ?? hostname, origins };
}

function refused(): AppError {
  return new AppError("unauthenticated", "This passkey does not open an account here");
}
