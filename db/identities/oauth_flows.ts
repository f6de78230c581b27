import { seal, sha256, unseal } from "../../lib/security/sealed.ts";
import type { Sql } from "../sql.ts";

/** The time limit for signing in at a provider. */
export const FLOW_SECONDS = 600;

/** A sign-in that a browser has begun at a provider. */
export interface Flow {
  provider: string;
  state: string;
  /** The value of the browser's cookie. */
  browser: string;
  nonce: string;
  codeVerifier: string;
}

/** Stores a sign-in that a browser begins. */
export async function insertFlow(
  sql: Sql,
  key: Uint8Array<ArrayBuffer>,
  { provider, state, browser, nonce, codeVerifier }: Flow,
): Promise<void> {
  const sealed = await seal(key, state, JSON.stringify({ nonce, codeVerifier }));
  await sql`
    insert into oauth_flows (state_hash, browser_hash, provider, sealed, expires_at)
    values (${sha256(state)}, ${sha256(browser)}, ${provider}, ${sealed},
      now() + ${FLOW_SECONDS} * interval '1 second')`;
}

/** Deletes and returns the sign-in that this browser has begun at this provider, or null. */
export async function takeFlow(
  sql: Sql,
  key: Uint8Array<ArrayBuffer>,
  { provider, state, browser }: Pick<Flow, "provider" | "state" | "browser">,
): Promise<Flow | null> {
  const [row] = await sql<{ sealed: Uint8Array }[]>`
    delete from oauth_flows
    where state_hash = ${sha256(state)} and browser_hash = ${sha256(browser)}
      and provider = ${provider} and expires_at > now()
    returning sealed`;
  if (!row) return null;
  return { provider, state, browser, ...JSON.parse(await unseal(key, state, row.sealed)) };
}
