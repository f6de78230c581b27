import { assertEquals, assertLess, assertMatch } from "@std/assert";
import { openSql } from "../../db/pool.ts";
import type { SqlPool } from "../../db/sql.ts";
import { crons } from "../../jobs/mod.ts";
import { openTestDatabase, variablesOf } from "../helpers/app/database.ts";
import { freePort, RunningProgram } from "../helpers/app/running_program.ts";
import { startSmtpServer } from "../helpers/app/smtp.ts";
import { type KvServer, openKvServer } from "../helpers/kv/server.ts";
import { startEmbeddedS3 } from "../helpers/media/embedded_s3.ts";
import { PASSWORD, Person } from "../helpers/people/person.ts";
import { ok } from "../helpers/people/steps.ts";
import { aPng, fileOf } from "../helpers/media/uploads.ts";

/** No folder can be made below a device. */
const UNWRITABLE = "/dev/null/data";
const SEEN_MS_MAX = 1000;
/** The platform kills a program this long after its signal. */
const STOPPED_MS_MAX = 5000;

/** Starts the program as Deno Deploy does. */
function startIsolate(env: Record<string, string>): RunningProgram {
  return new RunningProgram("main.ts", UNWRITABLE, freePort(), {
    // `.ci/run` gives the version that Deno Deploy names in its documentation.
    deno: Deno.env.get("TEST_DEPLOY_DENO") ?? Deno.execPath(),
    permissions: ["-A", "--preload=tests/helpers/app/deno_deploy.ts"],
    env: { MODE: "production", DENO_DEPLOYMENT_ID: "test", RATE_LIMITS: "off", ...env },
  });
}

interface Deployment extends AsyncDisposable {
  /** The variables of the app. */
  env: Record<string, string>;
  kv: KvServer;
  sql: SqlPool;
}

/** Opens the services of an app on Deno Deploy. */
async function openDeployment(): Promise<Deployment> {
  await using opening = new AsyncDisposableStack();
  const database = opening.use(await openTestDatabase());
  const kv = opening.use(openKvServer());
  const s3 = opening.use(await startEmbeddedS3());
  const smtp = opening.use(await startSmtpServer());
  const sql = openSql(database.address, 1, "work");
  opening.defer(() => sql.end());
  const services = opening.move();
  return {
    kv,
    sql,
    env: {
      ...variablesOf(database.address),
      DEPLOY_KV: kv.url,
      // Without Redis, rate limits count in each instance alone.
      UPSTASH_REDIS_REST_URL: "http://127.0.0.1:9",
      UPSTASH_REDIS_REST_TOKEN: "none",
      S3_ENDPOINT: new URL("/s3", s3.bucketUrl).href,
      S3_REGION: s3.options.region,
      S3_BUCKET: s3.options.bucket,
      S3_ACCESS_KEY_ID: s3.options.accessKeyId,
      S3_SECRET_ACCESS_KEY: s3.options.secretAccessKey,
      SMTP_URL: smtp.url,
      MEDIA_SANDBOX: "worker",
      PHOTO_ONLY: "false",
      JWT_SECRET: "a secret for tests that is long enough",
    },
    [Symbol.asyncDispose]: () => services.disposeAsync(),
  };
}

Deno.test("on Deno Deploy, a revision without its variables still has its crons, and gives the reason", async () => {
  await using program = startIsolate({});
  const { code, output } = await program.ended();
  assertEquals(code, 1);
  const found = output.split("\n").filter((line) => line.startsWith('{"cron"'));
  assertEquals(found.map((line) => JSON.parse(line).cron), crons.map(({ name }) => name));
  assertMatch(output, /DATABASE_URL, .*JWT_SECRET: required on Deno Deploy/);
});

Deno.test("on Deno Deploy, isolates share the store of the app, and see each other's changes", async () => {
  await using deployment = await openDeployment();
  await using here = startIsolate(deployment.env);
  await using there = startIsolate(deployment.env);
  for (const isolate of [here, there]) {
    await isolate.says(/"message":"ready"/);
    await isolate.says(/"message":"listening"/);
  }
  const ada = await Person.register(here.fetch.bind(here), "ada");
  const bob = await Person.register(there.fetch.bind(there), "bob");
  ok(await bob.post("/auth/login", { username: "ada", password: PASSWORD }), 200);
  ok(await bob.post(`/users/${ada.id}/follow`), 200);
  ok(await bob.get("/feed"), 200);

  const form = new FormData();
  form.set("image", fileOf(await aPng(300, 200), "image/png"));
  const headers = { authorization: `Bearer ${ada.accessToken}` };
  const upload = { method: "POST", body: form, headers };
  const { data: { postId } } = await (await here.fetch("/api/v1/images/upload", upload)).json();
  const firstPost = async () => ok(await bob.get("/feed"), 200).data.posts[0]?.postId ?? null;
  while (await firstPost() !== postId);
  ok(await bob.get(`/posts/${postId}`), 200);

  ok(await ada.delete(`/posts/${postId}`), 204);
  const deletedAt = performance.now();
  while ((await bob.get(`/posts/${postId}`)).status !== 404);
  assertLess(performance.now() - deletedAt, SEEN_MS_MAX);
  while (await firstPost() !== null);

  for (const isolate of [here, there]) {
    const { code, ms, output } = await isolate.end("INT");
    assertEquals(code, 0);
    assertLess(ms, STOPPED_MS_MAX);
    assertEquals(output.match(/.*"level":"error".*/g), null);
  }
});

Deno.test("on Deno Deploy, a cron delivers the events of a stopped isolate before it ends", async () => {
  await using deployment = await openDeployment();
  const { env, kv, sql } = deployment;
  const waiting = async () => (await sql`select from outbox`).count;
  {
    await using stopped = startIsolate(env);
    await stopped.says(/"message":"ready"/);
    await stopped.says(/"message":"listening"/);
    kv.faults = { beforeWrite: () => new Response(null, { status: 503 }) };
    await Person.register(stopped.fetch.bind(stopped), "ada");
    await stopped.end("KILL");
  }
  kv.faults = {};
  assertLess(0, await waiting());
  await using woken = startIsolate({ ...env, DEPLOY_CRONS: "run" });
  const everyMinute = crons.find(({ schedule }) => schedule === "* * * * *")!;
  await woken.says(new RegExp(`"ran":"${everyMinute.name}"`));
  assertEquals(await waiting(), 0);
});
