import { isIPv4, isIPv6 } from "node:net";

/**
 * The network that an address stands for where addresses are counted: IPv4 addresses by themselves,
 * IPv6 by the /64 that one household or machine is given. What is no address stands for itself.
 */
export function networkOf(address: string): string {
  return partOf(address, 4);
}

/** The site that an address stands for: as {@link networkOf}, but IPv6 addresses by the /48 that anybody can rent. */
export function siteOf(address: string): string {
  return partOf(address, 3);
}

function partOf(address: string, groupsCount: number): string {
  const bare = withoutPort(address.trim().toLowerCase());
  if (isIPv4(bare)) return bare;
  const unzoned = bare.replace(/%.*$/, "");
  if (!isIPv6(unzoned)) return bare;
  const groups = groupsOf(unzoned);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) {
    return [groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255].join(".");
  }
  const kept = groups.slice(0, groupsCount).map((group) => group.toString(16));
  return `${kept.join(":")}::/${groupsCount * 16}`;
}

/** Some proxies add the port: `[::1]:80`, `192.0.2.1:80`. */
function withoutPort(address: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(address);
  if (bracketed) return bracketed[1]!;
  return address.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const hex = address.replace(/\d+\.\d+\.\d+\.\d+$/, (dotted) => {
    const [a, b, c, d] = dotted.split(".").map(Number) as [number, number, number, number];
    return `${(a << 8 | b).toString(16)}:${(c << 8 | d).toString(16)}`;
  });
  const [head = "", tail] = hex.split("::");
  const parse = (part: string) =>
    part === "" ? [] : part.split(":").map((group) => parseInt(group, 16));
  const [before, after] = [parse(head), parse(tail ?? "")];
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<number>(zeros).fill(0), ...after];
}
