import { cpuUsage } from "node:process";

/** Returns the CPU time of this process in milliseconds, without that of other processes. */
export function cpuMs(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}
