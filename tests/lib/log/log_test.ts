import { assertEquals, assertMatch } from "@std/assert";
import { prettyLine } from "../../../lib/log/pretty.ts";
import type { LogFields } from "../../../lib/log/log.ts";

const at = new Date(2026, 0, 20, 12, 0, 37);

Deno.test("a request is one short line for a person", () => {
  const request = { requestId: "r", method: "GET", route: "/api/v1/feed", status: 200, ms: 4 };
  assertEquals(
    line("request", { ...request, viewer: "ada" }),
    "12:00:37 GET /api/v1/feed 200 4 ms ada",
  );
  assertEquals(
    line("request", { ...request, viewerId: null }),
    "12:00:37 GET /api/v1/feed 200 4 ms",
  );
});

Deno.test("other lines name their fields, and a failure says where and why", () => {
  assertEquals(
    line("listening", { hostname: "::1", port: 80 }),
    "12:00:37 listening hostname=::1 port=80",
  );
  const error = new Error("no answer", { cause: new Error("refused") });
  const text = prettyLine({ at, level: "error", message: "delivery failed", fields: { error } });
  assertMatch(text, /^12:00:37 ERROR delivery failed\n {2}Error: no answer\n[^]*because: refused$/);
});

Deno.test("a log omits entries below its level, and a silent one everything", async () => {
  const program = `import { openLog } from "./lib/log/log.ts";
    for (const args of [["json", "warn"], ["json", "debug"], ["silent", "debug"]]) {
      const log = openLog(...args);
      for (const level of ["debug", "info", "warn", "error"]) log[level](args.join() + " " + level);
    }`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", "--quiet", program],
  }).output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  const messages = text.trimEnd().split("\n").map((one) => JSON.parse(one).message).sort();
  const levels = ["debug", "error", "info", "warn"];
  assertEquals(messages, [
    ...levels.map((level) => `json,debug ${level}`),
    "json,warn error",
    "json,warn warn",
  ]);
});

function line(message: string, fields: LogFields): string {
  return prettyLine({ at, level: "info", message, fields });
}
