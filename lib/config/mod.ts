import { z } from "zod";
import { categoryList } from "./categories.ts";
import { sentenceOf } from "./problems.ts";
import { ENGINE_NAMES } from "../images/core/engine_names.ts";
import { LOG_LEVELS } from "../log/log.ts";
import { mediaTypes } from "./media_types.ts";
import { providerEnvironment, providerProblems } from "./identity_providers.ts";

const flag = (fallback: "true" | "false") =>
  z.enum(["true", "false"]).default(fallback).transform((text) => text === "true");
const list = z.string().default("").transform((text) =>
  text.split(",").map((one) => one.trim()).filter((one) => one !== "")
);
// A URL may itself name several hosts, with commas between them.
const postgresUrls = z.string().default("").transform((text) =>
  text.split(/,(?=\s*postgres)/).map((one) => one.trim()).filter((one) => one !== "")
);
const reactions = z.string().default("❤️ 👍 😂 😮 😢 🔥").transform((
  text,
) => [...new Set(text.normalize("NFC").split(/[\s,]+/).filter((one) => one !== ""))]).refine(
  (all) => all.length > 0 && all.every((one) => one.length <= 32),
  "names no emoji",
);
const url = z.url().transform((text) => text.replace(/\/+$/, ""));

const environment = z.object({
  MODE: z.enum(["development", "production"]).default("production"),
  HOST: z.string().optional(),
  PORT: z.coerce.number().int().min(0).max(65535).default(8000),
  DATA_DIR: z.string().min(1).default(".data"),
  PUBLIC_URL: url.optional(),
  ALLOWED_ORIGINS: list,
  PASSKEY_RP_ID: z.hostname().optional(),
  PASSKEY_APP_ORIGINS: list,
  EMBEDDED: z.enum(["allow", "refuse"]).optional(),
  DATABASE_URL: z.string().optional(),
  DATABASE_REPLICA_URL: postgresUrls,
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(8),
  DATABASE_REQUEST_MS: z.coerce.number().int().min(100).max(600_000).default(3000),
  KV_URL: z.string().optional(),
  KV_URLS: list,
  UPSTASH_REDIS_REST_URL: z.string().optional(),
  UPSTASH_REDIS_REST_TOKEN: z.string().optional(),
  S3_ENDPOINT: url.optional(),
  S3_PUBLIC_ENDPOINT: url.optional(),
  S3_REGION: z.string().default("us-east-1"),
  S3_BUCKET: z.string().default("tintype"),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  MEDIA_BASE_URL: url.optional(),
  CDN_PURGE_URL: z.url({ protocol: /^https?$/ }).optional(),
  CDN_PURGE_TOKEN: z.string().optional(),
  SMTP_URL: z.string().optional(),
  MAIL_FROM: z.string().default("Tintype <no-reply@localhost>"),
  JWT_SECRET: z.string().min(32).optional(),
  ACCESS_TOKEN_EXPIRES_MINUTES: z.coerce.number().positive().max(1440).default(15),
  REFRESH_TOKEN_EXPIRES_DAYS: z.coerce.number().positive().max(365).default(30),
  ACCOUNT_ERASURE_DAYS: z.coerce.number().nonnegative().max(365).default(30),
  ...providerEnvironment,
  TRUSTED_PROXY_HEADER: z.string().optional(),
  RATE_LIMITS: z.enum(["on", "off"]).default("on"),
  MAX_UPLOAD_BYTES: z.coerce.number().int().positive().default(25 * 1024 * 1024),
  MAX_VIDEO_BYTES: z.coerce.number().int().positive().default(200 * 1024 * 1024),
  MAX_VIDEO_SECONDS: z.coerce.number().int().positive().max(3600).default(180),
  STORAGE_QUOTA_BYTES: z.coerce.number().int().nonnegative().default(20 * 1024 ** 3),
  FANOUT_LIMIT: z.coerce.number().int().nonnegative().default(10_000),
  PHOTO_ONLY: flag("true"),
  COMMENT_REACTIONS: reactions,
  CATEGORIES: categoryList,
  MEDIA_TYPES: mediaTypes,
  MEDIA_WORKERS: z.coerce.number().int().min(1).max(32).default(2),
  VIDEO_WORKERS: z.coerce.number().int().min(1).max(8).default(1),
  FFMPEG_PATH: z.string().optional(),
  MEDIA_SANDBOX: z.enum(["process", "worker"]).default("process"),
  AVIF_VARIANTS: z.enum(["on", "off"]).default("off"),
  IMAGE_ENGINE: z.enum(ENGINE_NAMES).default("wasm"),
  LOG: z.enum(["json", "pretty", "silent"]).default("json"),
  LOG_LEVEL: z.enum(LOG_LEVELS).default("info"),
});

/** The configuration: read once from the environment, then frozen. */
export type Config = Readonly<
  z.output<typeof environment> & {
    HOST: string;
    PUBLIC_URL: string;
    EMBEDDED: "allow" | "refuse";
    /** Whether Deno Deploy runs the program: it brings a KV store, and its disks do not last. */
    isOnDeploy: boolean;
  }
>;

/** Returns, as sentences, the services that are neither configured nor allowed to be embedded. */
function missingParts(config: z.output<typeof environment>, isOnDeploy: boolean): string[] {
  const s3 = [config.S3_ENDPOINT, config.S3_ACCESS_KEY_ID, config.S3_SECRET_ACCESS_KEY];
  const redis = [config.UPSTASH_REDIS_REST_URL, config.UPSTASH_REDIS_REST_TOKEN];
  const problems = providerProblems(config);
  if (config.KV_URL && config.KV_URLS.length > 0) problems.push("KV_URL, KV_URLS: set one of them");
  if (config.IMAGE_ENGINE === "sharp" && config.MEDIA_SANDBOX === "worker") {
    problems.push("IMAGE_ENGINE: sharp needs MEDIA_SANDBOX=process");
  }
  for (const [name, parts] of [["S3_*", s3], ["UPSTASH_REDIS_REST_*", redis]] as const) {
    const given = parts.filter((part) => part !== undefined).length;
    if (given > 0 && given < parts.length) problems.push(`${name}: set all of them or none`);
  }
  const mayEmbed = config.MODE === "development" || config.EMBEDDED === "allow";
  if (mayEmbed && !isOnDeploy) return problems;
  const embedded = [
    config.DATABASE_URL ? null : "DATABASE_URL",
    config.KV_URL || config.KV_URLS.length > 0 || isOnDeploy ? null : "KV_URL",
    config.UPSTASH_REDIS_REST_URL ? null : "UPSTASH_REDIS_REST_URL",
    config.S3_ENDPOINT ? null : "S3_ENDPOINT",
    config.SMTP_URL ? null : "SMTP_URL",
    config.JWT_SECRET ? null : "JWT_SECRET",
  ].filter((name) => name !== null);
  if ([config.KV_URL ?? [], config.KV_URLS].flat().some((url) => !/^https?:\/\//.test(url))) {
    problems.push(
      "KV_URL: a file serves one machine; set an http URL (or EMBEDDED=allow for one machine)",
    );
  }
  if (embedded.length > 0) {
    const reason = isOnDeploy
      ? "on Deno Deploy, whose disks do not last"
      : "in production (or set EMBEDDED=allow to run the embedded parts under DATA_DIR, for a " +
        "small installation on one machine)";
    problems.push(`${embedded.join(", ")}: required ${reason}`);
  }
  return problems;
}

/** Reads and checks the environment. Throws one Error with all faults; never prints values. */
export function readConfig(env: Record<string, string>): Config {
  // An empty line in an env file means "not set".
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const isOnDeploy = given.DENO_DEPLOYMENT_ID !== undefined;
  const parsed = environment.safeParse(given);
  const problems = parsed.success
    ? missingParts(parsed.data, isOnDeploy)
    : parsed.error.issues.map((issue) => `${issue.path.join(".")} ${sentenceOf(issue)}`);
  if (!parsed.success || problems.length > 0) {
    throw new Error(`The configuration cannot be used:\n  ${problems.join("\n  ")}`);
  }
  const { MODE, HOST, PUBLIC_URL, PORT, EMBEDDED, KV_URL } = parsed.data;
  return Object.freeze({
    ...parsed.data,
    KV_URLS: KV_URL ? [KV_URL] : parsed.data.KV_URLS,
    HOST: HOST ?? (MODE === "development" ? "127.0.0.1" : "0.0.0.0"),
    PUBLIC_URL: PUBLIC_URL ?? `http://localhost:${PORT}`,
    EMBEDDED: EMBEDDED ?? (MODE === "development" ? "allow" : "refuse"),
    isOnDeploy,
  });
}

/** The variables that the configuration reads, and those that drivers read by themselves. */
export const CONFIG_NAMES: readonly string[] = [
  ...Object.keys(environment.shape),
  "DENO_DEPLOYMENT_ID",
  "DENO_KV_ACCESS_TOKEN",
];

/** Returns only the configuration's variables: in production the program may read no others. */
export function environmentOfConfig(): Record<string, string> {
  const given = CONFIG_NAMES.map((name) => [name, Deno.env.get(name)] as const);
  return Object.fromEntries(
    given.filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

/** Returns the whole environment. No other code reads it. */
export function environmentOfProcess(): Record<string, string> {
  return Deno.env.toObject();
}
