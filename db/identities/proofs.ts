import type { UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/security/sealed.ts";
import { type IdentityName, insertIdentity } from "./identities.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

const PROOF_SECONDS = 600;

/** The next step for a proved identity: the account's second factor, or its password (`link`). */
export type ProofPurpose = "second_factor" | "link";

/** A proved identity, and the account that it will open. */
export interface IdentityProof extends IdentityName {
  provider: string;
  email: string | null;
  userId: UserId;
}

/** Stores a proof for the holder of the token. */
export async function insertProof(
  sql: Sql,
  purpose: ProofPurpose,
  token: string,
  { provider, issuer, subject, email, userId }: IdentityProof,
): Promise<void> {
  await sql`
    insert into identity_proofs (hash, purpose, provider, issuer, subject, email, user_id, expires_at)
    values (${sha256(token)}, ${purpose}, ${provider}, ${issuer}, ${subject}, ${email}, ${userId},
      now() + ${PROOF_SECONDS} * interval '1 second')`;
}

/** Finds the proof of a token without using it up, so that a mistyped code can be corrected. */
export async function findProof(
  sql: Sql,
  purpose: ProofPurpose,
  token: string,
): Promise<IdentityProof | null> {
  const [proof] = await sql<IdentityProof[]>`
    select provider, issuer, subject, email, user_id from identity_proofs
    where hash = ${sha256(token)} and purpose = ${purpose} and expires_at > now()`;
  return proof ?? null;
}

/** Uses up the proof of a token for this user. Returns null if there is none, or it is used up. */
export async function takeProof(
  { sql }: Tx,
  purpose: ProofPurpose,
  token: string,
  userId: UserId,
): Promise<IdentityProof | null> {
  const [proof] = await sql<IdentityProof[]>`
    delete from identity_proofs
    where hash = ${sha256(token)} and purpose = ${purpose} and user_id = ${userId}
      and expires_at > now()
    returning provider, issuer, subject, email, user_id`;
  return proof ?? null;
}

/** Links the identity of a token to the account whose owner has just proved who they are. */
export async function linkIdentity(tx: Tx, userId: UserId, linkToken: string): Promise<void> {
  const proof = await takeProof(tx, "link", linkToken, userId);
  if (!proof) {
    throw new AppError(
      "unprocessable",
      "This linkToken has expired or belongs to another account.",
    );
  }
  if (await insertIdentity(tx, proof)) return;
  throw new AppError("conflict", "This identity is already linked to an account.");
}
