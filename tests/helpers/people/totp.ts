import { Secret, TOTP } from "otpauth";
import { ok } from "./steps.ts";
import { PASSWORD, type Person } from "./person.ts";

const STEP_MS = 30_000;

/** Returns the code of an authenticator app, some time steps of 30 s from now. */
export function codeOf(secret: string, steps = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) })
    .generate({ timestamp: Date.now() + steps * STEP_MS });
}

/** Sets up an authenticator app. */
export async function enableTotp(
  person: Person,
): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { secret } = ok(await person.post("/security/totp", { password: PASSWORD }), 200).data;
  // The code of the last step, so that the current one stays unused.
  const enable = () => person.post("/security/totp/enable", { code: codeOf(secret, -1) });
  const step = stepNow();
  let enabled = await enable();
  // It is too old if a step has just ended.
  if (enabled.status === 422 && stepNow() !== step) enabled = await enable();
  return { secret, recoveryCodes: ok(enabled, 200).data.recoveryCodes };
}

function stepNow(): number {
  return Math.floor(Date.now() / STEP_MS);
}
