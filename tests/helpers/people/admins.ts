import type { SessionId } from "../../../domain/ids.ts";
import { grantAdmin } from "../../../db/accounts/roles.ts";
import { transact } from "../../../db/transact.ts";
import type { Scope } from "../../../domain/accounts/scopes.ts";
import type { TestApp } from "../app/app.ts";
import { ok } from "./steps.ts";
import { Person } from "./person.ts";

/** Makes people admins, as the operator would. */
export async function makeAdmins(app: TestApp, ...people: Person[]): Promise<void> {
  for (const { name } of people) await transact(app.ctx.db, (tx) => grantAdmin(tx, name));
}

/** Returns a person who uses an API token of theirs, issued by this admin. */
export async function withToken(
  admin: Person,
  user: Person,
  scopes: readonly Scope[],
  expiresIn = 3600,
): Promise<Person & { tokenId: SessionId }> {
  const body = { userId: user.id, scopes, expiresIn };
  const { token, tokenId } = ok(await admin.post("/auth/token", body), 201).data;
  return Object.assign(new Person(user.fetch, user.name, user.id, token, ""), { tokenId });
}
