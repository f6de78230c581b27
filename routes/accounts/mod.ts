import type { Api } from "../http/api.ts";
import { authRoutes } from "./auth.ts";
import { sessionRoutes } from "./sessions.ts";
import { securityRoutes } from "./security.ts";
import { passwordRoutes } from "./password_changes.ts";
import { sessionProofRoutes } from "./session_proof.ts";
import { totpRoutes } from "./totp.ts";
import { passkeyRoutes } from "./passkeys.ts";

export { accountRoutes } from "./account.ts";
export { tokenRoutes } from "./tokens.ts";

/** Signing in, sessions, and the proofs of who owns an account. */
export function signInRoutes(api: Api): void {
  authRoutes(api);
  sessionRoutes(api);
  securityRoutes(api);
  passwordRoutes(api);
  sessionProofRoutes(api);
  totpRoutes(api);
  passkeyRoutes(api);
}
