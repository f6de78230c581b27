import { assertEquals, assertThrows } from "@std/assert";
import { readConfig } from "../../../lib/config/mod.ts";
import { namesOf, PROCESSED_FORMATS } from "../../../lib/images/mod.ts";

const DEVELOPMENT = { MODE: "development" };
const SERVICES = {
  DATABASE_URL: "postgres://database.example/tintype",
  UPSTASH_REDIS_REST_URL: "https://redis.example",
  UPSTASH_REDIS_REST_TOKEN: "token",
  S3_ENDPOINT: "https://s3.example",
  S3_ACCESS_KEY_ID: "id",
  S3_SECRET_ACCESS_KEY: "key",
  SMTP_URL: "smtp://mail.example",
  JWT_SECRET: "a secret for tests that is long enough",
};

Deno.test("each fault of the configuration is a sentence about its variable", () => {
  const faults: [Record<string, string>, string][] = [
    [{ PORT: "http" }, "PORT must be a number"],
    [{ PORT: "80.5" }, "PORT must be a whole number"],
    [{ PORT: "65536" }, "PORT must be at most 65535"],
    [{ DATABASE_POOL_SIZE: "1" }, "DATABASE_POOL_SIZE must be at least 2"],
    [{ ACCESS_TOKEN_EXPIRES_MINUTES: "0" }, "ACCESS_TOKEN_EXPIRES_MINUTES must be more than 0"],
    [{ LOG: "xml" }, "LOG must be one of: json, pretty, silent"],
    [{ PUBLIC_URL: "example" }, "PUBLIC_URL must be a URL, such as https://example.org"],
    [{ PASSKEY_RP_ID: "a b" }, "PASSKEY_RP_ID must be a host name, such as example.org"],
    [{ JWT_SECRET: "short" }, "JWT_SECRET must have at least 32 characters"],
    [
      { MEDIA_TYPES: "jpeg,bmp" },
      `MEDIA_TYPES must be some of ${namesOf(PROCESSED_FORMATS)}, separated by commas`,
    ],
    [{ OIDC_PROVIDERS: "{}" }, "OIDC_PROVIDERS must be a list"],
    [
      { IMAGE_ENGINE: "sharp", MEDIA_SANDBOX: "worker" },
      "IMAGE_ENGINE: sharp needs MEDIA_SANDBOX=process",
    ],
    [{ KV_URL: "http://a", KV_URLS: "http://a,http://b" }, "KV_URL, KV_URLS: set one of them"],
  ];
  for (const [env, fault] of faults) assertEquals(faultsOf(env), [fault]);
});

Deno.test("all faults of the configuration are reported at once, without their values", () => {
  const env = { PORT: "s3cret", JWT_SECRET: "s3cret", LOG: "s3cret" };
  const faults = faultsOf(env);
  assertEquals(faults.length, 3);
  assertEquals(faults.filter((fault) => fault.includes("s3cret")), []);
});

Deno.test("MEDIA_TYPES are all formats that the program processes, or some of them", () => {
  const typesOf = (env: Record<string, string>) =>
    readConfig({ ...DEVELOPMENT, ...env }).MEDIA_TYPES;
  assertEquals(typesOf({}), [...PROCESSED_FORMATS]);
  assertEquals(typesOf({ MEDIA_TYPES: " gif, JPEG,gif," }), ["JPEG", "GIF"]);
});

Deno.test("KV_URL is a list of one, beside KV_URLS", () => {
  const urls = (env: Record<string, string>) => readConfig({ ...DEVELOPMENT, ...env }).KV_URLS;
  assertEquals(urls({ KV_URL: "http://a" }), ["http://a"]);
  assertEquals(urls({ KV_URLS: "http://a, http://b" }), ["http://a", "http://b"]);
  assertEquals(urls({}), []);
});

Deno.test("in production KV is a server, unless the program may embed its services", () => {
  const problem =
    "KV_URL: a file serves one machine; set an http URL (or EMBEDDED=allow for one machine)";
  const production = { ...SERVICES, MODE: "production" };
  for (const urls of [{ KV_URL: "/data/kv.sqlite" }, { KV_URLS: "http://a,:memory:" }]) {
    assertEquals(faultsOf({ ...production, ...urls }), [problem]);
    readConfig({ ...production, ...urls, EMBEDDED: "allow" });
  }
  readConfig({ ...production, KV_URL: "https://kv.example" });
});

Deno.test("Deno Deploy brings its own KV, and no service is embedded there", () => {
  const deploy = { DENO_DEPLOYMENT_ID: "revision" };
  assertEquals(readConfig({ ...deploy, ...SERVICES }).isOnDeploy, true);
  assertEquals(readConfig({ ...SERVICES, KV_URL: "http://kv.example" }).isOnDeploy, false);
  const needed = "DATABASE_URL, UPSTASH_REDIS_REST_URL, S3_ENDPOINT, SMTP_URL, JWT_SECRET: " +
    "required on Deno Deploy, whose disks do not last";
  assertEquals(faultsOf(deploy), [needed]);
  assertEquals(faultsOf({ ...deploy, MODE: "production", EMBEDDED: "allow" }), [needed]);
});

function faultsOf(env: Record<string, string>): string[] {
  const { message } = assertThrows(() => readConfig({ ...DEVELOPMENT, ...env }), Error);
  return message.split("\n").slice(1).map((line) => line.trim());
}
