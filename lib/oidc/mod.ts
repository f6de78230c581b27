import { IdentityProvider } from "./provider.ts";
import { providersOf } from "../config/identity_providers.ts";

/** Returns the configured identity providers by name, without a request to any of them. */
export function openIdentityProviders(
  config: Parameters<typeof providersOf>[0],
): ReadonlyMap<string, IdentityProvider> {
  const options = { deadlineMs: config.OIDC_TIMEOUT_MS };
  return new Map(
    providersOf(config).map((settings) => [settings.name, new IdentityProvider(settings, options)]),
  );
}
