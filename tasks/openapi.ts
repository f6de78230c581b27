import { openContext } from "../context/mod.ts";
import { readConfig } from "../lib/config/mod.ts";
import { openLog } from "../lib/log/log.ts";
import { createApp } from "../routes/app.ts";
import { runTask, say } from "./terminal.ts";

const FILE = "docs/openapi.json";
/** No request ever reaches these: the document is generated from the routes. */
const NOWHERE = {
  MODE: "production",
  DATABASE_URL: "postgres://nobody@127.0.0.1:1/nothing",
  EMBEDDED: "allow",
  KV_URL: ":memory:",
  UPSTASH_REDIS_REST_URL: "http://127.0.0.1:1",
  UPSTASH_REDIS_REST_TOKEN: "none",
  S3_ENDPOINT: "http://127.0.0.1:1",
  S3_ACCESS_KEY_ID: "none",
  S3_SECRET_ACCESS_KEY: "none",
  SMTP_URL: "smtp://127.0.0.1:1",
  JWT_SECRET: "for a document nothing is ever signed",
};

/** Writes the OpenAPI document of the current routes, without starting any service. */
await runTask(async () => {
  const log = openLog("silent");
  await using ctx = await openContext(readConfig(NOWHERE), { log });
  const answer = await createApp(ctx).fetch(new Request("http://localhost/openapi.json"));
  await Deno.writeTextFile(FILE, await answer.text());
  say(`Written: ${FILE}`);
});
