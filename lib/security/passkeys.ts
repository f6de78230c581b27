import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { parseJson } from "../json.ts";

/** The WebAuthn relying party: its id, and the origins of its pages. */
export interface RelyingParty {
  id: string;
  origins: string[];
}

/** The result of a registration. */
export interface Registered {
  credentialId: string;
  publicKey: Uint8Array;
  counter: number;
  transports: string[];
}

/** Returns the options with which a browser creates a passkey. */
export function registrationOptions(
  party: RelyingParty,
  user: { id: string; username: string; fullName: string | null },
  registeredIds: readonly string[],
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return generateRegistrationOptions({
    rpName: "Tintype",
    rpID: party.id,
    userID: new TextEncoder().encode(user.id),
    userName: user.username,
    userDisplayName: user.fullName ?? user.username,
    attestationType: "none",
    excludeCredentials: registeredIds.map((id) => ({ id })),
    // The key is found without a username and unlocked by its owner, which makes two factors.
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
}

/** Returns the options with which a browser signs in by any passkey of this service. */
export function loginOptions(party: RelyingParty): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({ rpID: party.id, userVerification: "required" });
}

/** Returns the registered credential, or null if any check fails (WebAuthn §7.1). */
export async function verifyRegistration(
  party: RelyingParty,
  response: unknown,
  challenge: string,
): Promise<Registered | null> {
  const verified = await verifyRegistrationResponse({
    response: response as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: party.origins,
    expectedRPID: party.id,
    requireUserVerification: true,
  }).catch(() => null);
  if (!verified?.verified) return null;
  const { id, publicKey, counter, transports } = verified.registrationInfo.credential;
  return { credentialId: id, publicKey, counter, transports: transports ?? [] };
}

/** Returns the new counter of a credential that signed the challenge, or null (WebAuthn §7.2). */
export async function verifyLogin(
  party: RelyingParty,
  response: unknown,
  challenge: string,
  credential: { credentialId: string; publicKey: Uint8Array<ArrayBuffer>; counter: number },
): Promise<number | null> {
  const { credentialId: id, publicKey, counter } = credential;
  const verified = await verifyAuthenticationResponse({
    response: response as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: party.origins,
    expectedRPID: party.id,
    requireUserVerification: true,
    credential: { id, publicKey, counter },
  }).catch(() => null);
  return verified?.verified ? verified.authenticationInfo.newCounter : null;
}

/** The form of our challenges: base64url of random bytes. */
const CHALLENGE = /^[\w-]{1,200}$/;

/** Returns the challenge that a device claims to have signed, or null. */
export function challengeIn(clientDataJSON: string): string | null {
  try {
    const bytes = Uint8Array.fromBase64(clientDataJSON, { alphabet: "base64url" });
    const { challenge } = parseJson(new TextDecoder().decode(bytes)) as { challenge: unknown };
    return typeof challenge === "string" && CHALLENGE.test(challenge) ? challenge : null;
  } catch {
    return null;
  }
}
