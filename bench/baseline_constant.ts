import { Hono } from "hono";
import { environmentOfProcess } from "../lib/config/mod.ts";

// Runtime and framework at their fastest: one body of `Deno.args[0]` bytes for everybody.
const body = JSON.stringify({ success: true, data: "x".repeat(Number(Deno.args[0]) - 28) });
const app = new Hono();
app.get("/health", (c) => c.text("ok"));
app.get(
  "/api/v1/feed",
  (c) => c.body(body, 200, { "content-type": "application/json; charset=UTF-8" }),
);

const port = Number(environmentOfProcess().PORT);
Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, app.fetch);
