/**
 * Keys for separate purposes, derived from one secret (HKDF, RFC 5869); none works for another
 * purpose.
 */
export interface Keys {
  accessTokens: Uint8Array<ArrayBuffer>;
  refreshTokens: Uint8Array<ArrayBuffer>;
  cursors: Uint8Array<ArrayBuffer>;
  answers: Uint8Array<ArrayBuffer>;
  appeals: Uint8Array<ArrayBuffer>;
  codes: Uint8Array<ArrayBuffer>;
  mails: Uint8Array<ArrayBuffer>;
  guesses: Uint8Array<ArrayBuffer>;
  shareLinks: Uint8Array<ArrayBuffer>;
  pictures: Uint8Array<ArrayBuffer>;
  totp: Uint8Array<ArrayBuffer>;
  recoveryCodes: Uint8Array<ArrayBuffer>;
  oauthFlows: Uint8Array<ArrayBuffer>;
}

/** Derives the keys of this installation from its secret. */
export async function deriveKeys(secret: string): Promise<Keys> {
  const input = new TextEncoder().encode(secret);
  const material = await crypto.subtle.importKey("raw", input, "HKDF", false, ["deriveBits"]);
  const derive = async (purpose: string) => {
    const info = new TextEncoder().encode(`tintype ${purpose}`);
    const parameters = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info };
    return new Uint8Array(await crypto.subtle.deriveBits(parameters, material, 256));
  };
  return {
    accessTokens: await derive("access tokens"),
    refreshTokens: await derive("refresh tokens"),
    cursors: await derive("cursors"),
    answers: await derive("kept answers"),
    appeals: await derive("appeals"),
    codes: await derive("security codes"),
    mails: await derive("mails"),
    guesses: await derive("guesses"),
    shareLinks: await derive("share links"),
    pictures: await derive("addresses of pictures"),
    totp: await derive("secrets of authenticator apps"),
    recoveryCodes: await derive("recovery codes"),
    oauthFlows: await derive("sign-ins at providers"),
  };
}
