import { openContext } from "../context/mod.ts";
import { readConfig } from "../lib/config/mod.ts";
import { openLog } from "../lib/log/log.ts";
import { createApp } from "../routes/app.ts";
import { clientTypes } from "./documents/client_types.ts";
import { postmanCollection } from "./documents/postman.ts";
import { runTask, say } from "./terminal.ts";

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

/** Writes the documents and the client's types of the current routes, without starting any service. */
await runTask(async () => {
  const log = openLog("silent");
  await using ctx = await openContext(readConfig(NOWHERE), { log });
  const answer = await createApp(ctx).fetch(new Request("http://localhost/openapi.json"));
  if (!answer.ok) throw new Error(`The document cannot be made: ${await answer.text()}`);
  const openapi = await answer.json();
  await write("docs/openapi.json", json(openapi));
  await write("docs/postman.json", json(postmanCollection(openapi)));
  await write("sdk/typescript/src/schema.ts", await clientTypes(openapi));
});

function json(document: unknown): string {
  return JSON.stringify(document, null, 2) + "\n";
}

async function write(file: string, text: string): Promise<void> {
  await Deno.writeTextFile(file, text);
  say(`Written: ${file}`);
}
