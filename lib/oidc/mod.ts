import { IdentityProvider } from "./provider.ts";
import { providersOf } from "../config/identity_providers.ts";

/** The configured providers of identities, by name. Nothing is asked of them yet. */
export function openIdentityProviders(
  config: Parameters<typeof providersOf>[0],
): ReadonlyMap<string, IdentityProvider> {
  const options = { deadlineMs: config.OIDC_TIMEOUT_MS };
  return new Map(
    providersOf(config).map((settings) => [settings.name, new IdentityProvider(settings, options)]),
  );
}
