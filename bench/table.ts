import type { Line } from "./benchmark.ts";
import { say } from "../tasks/terminal.ts";

const HEAD = ["name", "ours", "baseline", "ratio", "target", ""];

/** Prints the rows as a Markdown table. */
export function printTable(lines: readonly Line[]): void {
  const rows = lines.map((line) => [
    line.name,
    line.ours,
    line.baseline,
    line.ratio,
    line.target,
    line.isMet ? "ok" : "missed",
  ]);
  const widths = HEAD.map((_, n) => Math.max(...[HEAD, ...rows].map((row) => row[n]!.length)));
  const text = (row: readonly string[]) =>
    `| ${row.map((cell, n) => cell.padEnd(widths[n]!)).join(" | ")} |`;
  say(text(HEAD));
  say(text(widths.map((width) => "-".repeat(width))));
  rows.forEach((row) => say(text(row)));
}
