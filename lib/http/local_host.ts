const LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/** Whether a host, as `URL.hostname` spells it, is a name or an address of this machine. */
export function isLocalHost(hostname: string): boolean {
  return LOCAL_HOSTS.includes(hostname);
}
