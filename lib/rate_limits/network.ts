import ipaddr from "ipaddr.js";

/**
 * Returns the network by which an address is counted. An IPv4 address counts as itself, an IPv6
 * address as its /64, which one household or machine has. Any other text stays unchanged.
 */
export function networkOf(address: string): string {
  return prefixOf(address, 64);
}

/** Returns the site of an address: as {@link networkOf}, but the /48 that anybody can rent. */
export function siteOf(address: string): string {
  return prefixOf(address, 48);
}

function prefixOf(text: string, bits: number): string {
  const bare = withoutPort(text.trim().toLowerCase());
  if (!ipaddr.IPv6.isValid(bare)) return bare;
  const address = ipaddr.IPv6.parse(bare);
  if (address.isIPv4MappedAddress()) return address.toIPv4Address().toString();
  const groups = address.parts.slice(0, bits / 16).map((group) => group.toString(16));
  return `${groups.join(":")}::/${bits}`;
}

/** Some proxies add the port: `[::1]:80`, `192.0.2.1:80`. */
function withoutPort(address: string): string {
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(address) ?? [];
  return bracketed ?? address.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
}
