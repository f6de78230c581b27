import { Secret, TOTP } from "otpauth";
import { ok } from "./deeds.ts";
import { PASSWORD, type Person } from "./person.ts";

/** The code that an authenticator app shows, some time steps of 30 s from now. */
export function codeOf(secret: string, steps = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) })
    .generate({ timestamp: Date.now() + steps * 30_000 });
}

/** Sets up an authenticator app. */
export async function enableTotp(
  person: Person,
): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { secret } = ok(await person.post("/security/totp", { password: PASSWORD }), 200).data;
  // The code of the last step, so that the present one is still free.
  const enabled = await person.post("/security/totp/enable", { code: codeOf(secret, -1) });
  return { secret, recoveryCodes: ok(enabled, 200).data.recoveryCodes };
}
