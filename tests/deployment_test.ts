import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { parse, parseAllDocuments } from "yaml";
import { CONFIG_NAMES, readConfig } from "../lib/config/mod.ts";
import { startApp } from "./helpers/app/app.ts";
import { DENOKV_OPTIONS } from "./helpers/kv/process.ts";
import { readSources } from "./helpers/source/source_files.ts";

/** A parsed YAML file, whose form `.ci/run deployment` checks with its schema. */
// deno-lint-ignore no-explicit-any -- as above
type Yaml = any;

const PORT = readConfig({ MODE: "development" }).PORT;
/** The `max_connections` of PostgreSQL without a setting. */
const CONNECTIONS_BY_DEFAULT = 100;
/** The program ends within this time after a SIGTERM. */
const STOPPING_SECONDS = 5;
/** The values for those variables that have no default in the files. */
const SECRETS: Record<string, string> = {
  JWT_SECRET: "a secret for tests that is long enough",
  POSTGRES_PASSWORD: "secret",
  DATABASE_URL: "postgres://tintype:secret@database.example:5432/tintype",
  DENO_KV_ACCESS_TOKEN: "a token of the KV server",
  UPSTASH_REDIS_REST_TOKEN: "secret",
  S3_ACCESS_KEY_ID: "tintype",
  S3_SECRET_ACCESS_KEY: "secret key",
  SMTP_URL: "smtp://user:secret@mail.example:587",
};
/** The folders of the image whose code imports packages. */
const PROGRAM = [
  ".",
  "actors",
  "context",
  "db",
  "domain",
  "jobs",
  "lib",
  "reads",
  "routes",
  "sdk",
  "tasks",
];
/** Routes that only operators and developers need. */
const OPERATORS = ["/health", "/ready", "/metrics", "/dev/mail"];

Deno.test("compose.yaml gives its instances a configuration with which they start", async () => {
  for (const { environment } of Object.values(await instances())) assertAccepted(environment);
});

Deno.test("compose.yaml has two instances or more, all behind Caddy", async () => {
  const { services } = await compose();
  const names = Object.keys(await instances());
  assert(names.length >= 2);
  const { environment, depends_on, volumes } = services.proxy;
  assertEquals(environment.UPSTREAM.split(" "), names.map((name) => `${name}:${PORT}`));
  assertEquals(Object.keys(depends_on), names);
  assert(volumes.includes("./docs/proxy/Caddyfile:/etc/caddy/Caddyfile:ro"));
  for (const name of names) {
    assertEquals(services[name].ports, undefined);
    assertEquals(services[name].environment.TRUSTED_PROXY_HEADER, "X-Real-IP");
    assert(parseInt(services[name].stop_grace_period) > STOPPING_SECONDS);
  }
});

Deno.test("the manifests for Kubernetes name all secrets, and with them the program starts", async () => {
  const { data } = await manifest("ConfigMap");
  const { stringData } = await manifest("Secret");
  const refused = assertThrows(() => readConfig({ ...data, ...stringData }), Error);
  assertMatch(refused.message, /DATABASE_URL.*SMTP_URL.*JWT_SECRET: required in production/);
  const given = Object.keys(stringData).map((name) => [name, SECRETS[name]!]);
  assertAccepted({ ...data, ...Object.fromEntries(given) });
});

Deno.test("the manifests for Kubernetes select the program's pods, by port and labels", async () => {
  const { metadata, spec } = await manifest("Deployment");
  const { labels } = spec.template.metadata;
  const { ports } = spec.template.spec.containers[0];
  assertEquals(ports, [{ name: "http", containerPort: PORT }]);
  const [service, budget, autoscaler, ingress, policy] = await Promise.all(
    ["Service", "PodDisruptionBudget", "HorizontalPodAutoscaler", "Ingress", "NetworkPolicy"]
      .map((kind) => manifest(kind)),
  );
  assertEquals(spec.selector.matchLabels, labels);
  assertEquals(service.spec.selector, labels);
  assertEquals(service.spec.ports[0].targetPort, "http");
  assertEquals(budget.spec.selector.matchLabels, labels);
  assertEquals(policy.spec.podSelector.matchLabels, labels);
  assertEquals(autoscaler.spec.scaleTargetRef.name, metadata.name);
  for (const { backend } of ingress.spec.rules[0].http.paths) {
    assertEquals(backend.service, { name: service.metadata.name, port: { name: "http" } });
  }
  const kv = await manifest("Service", "tintype-kv");
  const { data: { KV_URL } } = await manifest("ConfigMap");
  assertEquals(KV_URL, `http://${kv.metadata.name}:${kv.spec.ports[0].port}`);
});

Deno.test("the manifests for Kubernetes probe, measure and show what the program serves", async () => {
  await using app = await startApp();
  const { spec: { template } } = await manifest("Deployment");
  const { startupProbe, livenessProbe, readinessProbe } = template.spec.containers[0];
  const scraped = template.metadata.annotations["prometheus.io/path"];
  for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe]) {
    assertEquals((await app.fetch(httpGet.path)).status, 200);
  }
  const metrics = await (await app.fetch(scraped)).text();
  const { spec: { metrics: scaledBy } } = await manifest("HorizontalPodAutoscaler");
  const { pods } = scaledBy.find(({ type }: Yaml) => type === "Pods");
  assertMatch(metrics, new RegExp(`^${pods.metric.name} \\d`, "m"));

  const { spec: { rules } } = await manifest("Ingress");
  const isShown = (path: string) =>
    rules[0].http.paths.some((rule: Yaml) =>
      path === rule.path || (rule.pathType === "Prefix" && path.startsWith(`${rule.path}/`))
    );
  // Embedded storage is for one machine only.
  const routes = app.app.routes.map(({ path }) => path)
    .filter((path) => !path.endsWith("*") && !path.startsWith("/s3/"));
  const hidden = new Set(routes.filter((path) => !isShown(path)));
  assertEquals([...hidden].sort(), OPERATORS.toSorted());
});

Deno.test("compose.yaml and Kubernetes have the denokv of the tests, with the same options", async () => {
  const script = await Deno.readTextFile(new URL("../.ci/denokv.sh", import.meta.url));
  const image = `ghcr.io/denoland/denokv:${/^VERSION=(.*)$/m.exec(script)![1]}`;
  const { kv } = (await compose()).services;
  const { args, image: other } =
    (await manifest("StatefulSet", "tintype-kv")).spec.template.spec.containers[0];
  assertEquals([kv.image, other], [image, image]);
  const options = DENOKV_OPTIONS.join(" ");
  for (const command of [kv.command.join(" "), args.join(" ").replaceAll("=", " ")]) {
    assertEquals(command, `--sqlite-path /data/denokv.sqlite serve --addr 0.0.0.0:4512 ${options}`);
  }
});

Deno.test("the image leaves out exactly the packages that only tests and developers import", async () => {
  const image = await Deno.readTextFile(new URL("../Dockerfile", import.meta.url));
  const leftOut = /^ARG TEST_PACKAGES="(.*)"$/m.exec(image)![1]!.split(" ");
  const { imports } = JSON.parse(await Deno.readTextFile("deno.json"));
  const ignored = (await Deno.readTextFile(".dockerignore")).split("\n");
  const program = (await readSources(...PROGRAM))
    .filter(({ path }) => !ignored.some((one) => path === one || path.startsWith(`${one}/`)))
    .map(({ text }) => text).join("\n");
  const isUsed = (name: string) =>
    ["from ", "import ", "("].some((word) =>
      program.includes(`${word}"${name}"`) || program.includes(`${word}"${name}/`)
    );
  const unused = Object.keys(imports)
    .filter((name) => imports[name].startsWith("npm:") && !name.endsWith("/") && !isUsed(name));
  assertEquals(leftOut.toSorted(), unused.toSorted());
});

Deno.test("the instances fit into the connections of PostgreSQL, also during an upgrade", async () => {
  const { services: { postgres } } = await compose();
  const allowed = /max_connections=(\d+)/.exec(postgres.command.join(" "))![1];
  assert(connectionsOf(Object.keys(await instances()).length) <= Number(allowed));
  const { spec: { maxReplicas } } = await manifest("HorizontalPodAutoscaler");
  const { spec: { strategy } } = await manifest("Deployment");
  const most = maxReplicas + strategy.rollingUpdate.maxSurge;
  assert(connectionsOf(most) <= CONNECTIONS_BY_DEFAULT);
});

Deno.test("Kubernetes gives an instance the time to end", async () => {
  const { spec: { terminationGracePeriodSeconds, containers } } =
    (await manifest("Deployment")).spec.template;
  const waited = containers[0].lifecycle.preStop.sleep.seconds;
  assert(terminationGracePeriodSeconds > waited + STOPPING_SECONDS);
});

/** Returns the connections of so many instances and of an operator: see `docs/running.md`. */
function connectionsOf(count: number): number {
  const { DATABASE_POOL_SIZE } = readConfig({ MODE: "development" });
  return count * (DATABASE_POOL_SIZE + 12) + 10;
}

/** Fails unless a program starts with these variables, and knows each of them. */
function assertAccepted(env: Record<string, string>): void {
  assertEquals(readConfig({ MODE: "production", ...env }).MODE, "production");
  assertEquals(Object.keys(env).filter((name) => !CONFIG_NAMES.includes(name)), []);
}

/** Returns the services of `compose.yaml` that run the program. */
async function instances(): Promise<Record<string, Yaml>> {
  const services: Record<string, Yaml> = (await compose()).services;
  return Object.fromEntries(Object.entries(services).filter(([, { build }]) => build));
}

/** Returns `compose.yaml`, with secrets. */
async function compose(): Promise<Yaml> {
  const text = await Deno.readTextFile(new URL("../compose.yaml", import.meta.url));
  const fill = (_key: unknown, value: unknown) =>
    typeof value === "string"
      ? value.replace(/\$\{(\w+)(?::-([^}]*)|:\?[^}]*)\}/g, (_, name, fallback) => {
        const filled = fallback ?? SECRETS[name];
        assert(filled !== undefined, `compose.yaml needs a value for ${name}`);
        return filled;
      })
      : value;
  return parse(text, fill, { merge: true });
}

/** Returns a manifest of `docs/kubernetes`. */
async function manifest(kind: string, name = "tintype"): Promise<Yaml> {
  const folder = new URL("../docs/kubernetes/", import.meta.url);
  for await (const file of Deno.readDir(folder)) {
    const text = await Deno.readTextFile(new URL(file.name, folder));
    for (const document of parseAllDocuments(text)) {
      const found = document.toJS();
      if (found.kind === kind && found.metadata.name === name) return found;
    }
  }
  throw new Error(`There is no ${kind} ${name}`);
}

Deno.test("the image has the documents that the program reads when it runs", async () => {
  const ignored = (await Deno.readTextFile(".dockerignore")).split("\n");
  const sources = await readSources(...PROGRAM.filter((folder) => folder !== "tasks"));
  const read = sources.flatMap(({ text }) =>
    [...text.matchAll(/new URL\("(?:\.\.\/)+(docs\/[^"]+)", import\.meta\.url\)/g)]
      .map((match) => match[1]!.replace(/\/$/, ""))
  );
  assert(read.length >= 3, read.join());
  for (const path of read) {
    assert(ignored.includes(`!${path}`), `.dockerignore leaves out ${path}`);
    assert((await Deno.stat(path)).mtime !== null);
  }
});
