import { cpuUsage } from "node:process";

/** How long this process has worked, in milliseconds: what else the machine does is not in it. */
export function cpuMs(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}
