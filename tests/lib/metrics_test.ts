import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Metrics } from "../../lib/metrics.ts";

Deno.test("Metrics counts requests by method, route and status, and times them", async () => {
  using metrics = new Metrics();
  metrics.answered("GET", "/a/:id", 200, 0.004);
  metrics.answered("GET", "/a/:id", 404, 0.2);
  metrics.answered("GET", "/a/:id", 200, 0.004);
  const text = await metrics.text();
  assertStringIncludes(text, 'requests_total{method="GET",route="/a/:id",status="200"} 2');
  assertStringIncludes(text, 'requests_total{method="GET",route="/a/:id",status="404"} 1');
  assertStringIncludes(text, 'seconds_count{method="GET",route="/a/:id"} 3');
  assertStringIncludes(text, 'seconds_bucket{le="0.005",method="GET",route="/a/:id"} 2');
});

Deno.test("Metrics reads gauges when somebody asks, and leaves out those that fail", async () => {
  using metrics = new Metrics();
  let size = 1;
  metrics.gauge("size", "A size", () => size);
  metrics.gauge("sizes", "Sizes", () => Promise.resolve({ small: size, large: 10 * size }), "kind");
  metrics.gauge("broken", "Broken", () => Promise.reject(new Error("down")));
  metrics.gauge("all_broken", "Broken", () => Promise.reject(new Error("down")), "kind");
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
