import { assert } from "@std/assert";
import type { TestApp } from "./app.ts";
import { ok } from "../people/steps.ts";
import { send } from "../people/person.ts";

/** Returns the mails that were sent to an address, newest first. */
export async function mailsTo(app: TestApp, address: string) {
  await app.settled();
  return app.ctx.mailer.kept()!.filter((mail) => mail.to === address);
}

/** Returns the code in the text of a mail. */
export function codeIn(text: string): string {
  const match = /^(\d{6})\r?$/m.exec(text);
  assert(match, "the mail brings a code");
  return match[1]!;
}

/** Asks for a code without a session, or as the owner of a token. */
export function askForCode(
  app: TestApp,
  asked: { purpose: string; email?: string },
  by?: { accessToken: string },
) {
  const headers = by ? { authorization: `Bearer ${by.accessToken}` } : {};
  return send(app.fetch, "POST", "/api/v1/security/codes", asked, headers);
}

/** Asks for a code and returns it from the mail to the address. */
export async function mailedCode(
  app: TestApp,
  asked: { purpose: string; email?: string },
  { by, to }: { by?: { accessToken: string }; to: string },
): Promise<string> {
  const before = (await mailsTo(app, to)).length;
  ok(await askForCode(app, asked, by), 202);
  const mails = await mailsTo(app, to);
  const [mail] = mails.slice(0, mails.length - before);
  assert(mail, `a mail for ${to}`);
  return codeIn(mail.text);
}

/** Returns a different code. */
export function anotherCode(code: string): string {
  return code === "000000" ? "000001" : "000000";
}
