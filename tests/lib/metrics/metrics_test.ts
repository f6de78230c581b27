import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Metrics } from "../../../lib/metrics/metrics.ts";

Deno.test("Metrics counts requests by method, route and status, and times them", async () => {
  using metrics = new Metrics();
  metrics.requests.knowRoutes(["/a/:id"]);
  metrics.requests.answered("GET", "/a/:id", 200, 0.004);
  metrics.requests.answered("GET", "/a/:id", 404, 0.2);
  metrics.requests.answered("GET", "/a/:id", 200, 0.004);
  const text = await metrics.text();
  assertStringIncludes(text, 'requests_total{method="GET",route="/a/:id",status="200"} 2');
  assertStringIncludes(text, 'requests_total{method="GET",route="/a/:id",status="404"} 1');
  assertStringIncludes(text, 'seconds_count{method="GET",route="/a/:id"} 3');
  assertStringIncludes(text, 'seconds_bucket{le="0.005",method="GET",route="/a/:id"} 2');
});

Deno.test("Metrics reads gauges on demand, and omits those that fail", async () => {
  using metrics = new Metrics();
  let size = 1;
  metrics.gauge("size", "A size", () => size);
  const kind = { name: "kind", values: ["small", "large"] } as const;
  const sizes = () => Promise.resolve({ small: size, large: 10 * size });
  metrics.gaugeBy(kind, "sizes", "Sizes", sizes);
  metrics.gauge("broken", "Broken", () => Promise.reject(new Error("down")));
  metrics.gaugeBy(kind, "all_broken", "Broken", () => Promise.reject(new Error("down")));
  size = 2;
  const lines = (await metrics.text()).split("\n");
  assert(lines.includes("size 2"));
  assert(lines.includes('sizes{kind="large"} 20'));
  assertEquals(lines.filter((line) => /^(all_)?broken/.test(line)), []);
});

Deno.test("Metrics keeps the first of two gauges of one name", async () => {
  using metrics = new Metrics();
  metrics.gauge("size", "A size", () => 1);
  metrics.gauge("size", "Another size", () => 2);
  assert((await metrics.text()).split("\n").includes("size 1"));
});

Deno.test("Metrics counts all unknown values of a label as one", async () => {
  using metrics = new Metrics();
  metrics.requests.knowRoutes(["/a"]);
  const made = { name: "made", help: "Made", labels: { kind: ["one", "two"] } } as const;
  for (let i = 0; i < 1000; i++) {
    metrics.requests.answered(`M${i}`, `/a/${i}`, 1000 + i, 0.1);
    metrics.count(made, { kind: `kind ${i}` as "one" });
  }
  metrics.count(made, { kind: "two" });
  const series = (await metrics.text()).split("\n").filter((line) => !line.startsWith("#"));
  assertEquals(series.filter((line) => line.startsWith("made{")), [
    'made{kind="other"} 1000',
    'made{kind="two"} 1',
  ]);
  const requests = series.filter((line) => line.startsWith("tintype_http_requests_total"));
  assertEquals(requests, [
    'tintype_http_requests_total{method="other",route="other",status="599"} 1000',
  ]);
});

Deno.test("Metrics does not compile with a label whose set of values is open", () => {
  using metrics = new Metrics();
  const paths: string[] = [];
  // @ts-expect-error a string is not a closed set
  metrics.count({ name: "paths", help: "Paths", labels: { path: paths } }, { path: "/a" });
  // @ts-expect-error a string is not a closed set
  metrics.gaugeBy({ name: "path", values: paths }, "sizes", "Sizes", () => ({}));
});
