import type { Api } from "../http/api.ts";
import { oauthRoutes } from "./oauth.ts";
import { identityRoutes } from "./identities.ts";

/** Signing in with a provider, and the identities of the viewer. */
export function identitiesRoutes(api: Api): void {
  oauthRoutes(api);
  identityRoutes(api);
}
