import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { once } from "./once.ts";

const LAG_SAMPLE_MS = 500;
const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Values of a gauge that are read when somebody asks: one number, or one a label. */
export type Reading = number | Record<string, number>;

/** The numbers that the program tells Prometheus, in a registry of its own. */
export class Metrics implements Disposable {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: "tintype_http_requests_total",
    help: "Answered requests",
    labelNames: ["method", "route", "status"],
    registers: [this.#registry],
  });
  readonly #seconds = new Histogram({
    name: "tintype_http_request_seconds",
    help: "Time until the answer began",
    labelNames: ["method", "route"],
    buckets: SECONDS_BUCKETS,
    registers: [this.#registry],
  });
  readonly #events = new Counter({
    name: "tintype_events_total",
    help: "Domain events that this process has committed",
    labelNames: ["type"],
    registers: [this.#registry],
  });
  readonly #refusals = new Counter({
    name: "tintype_rate_limited_total",
    help: "Requests that were refused because there were too many, by class of limit",
    labelNames: ["class"],
    registers: [this.#registry],
  });
  // Looking up a child by its labels costs more than the rest of an observation.
  readonly #observers = new Map<string, (seconds: number) => void>();
  readonly #sampler: ReturnType<typeof setInterval>;
  #lagSeconds = 0;

  constructor() {
    let dueAt = performance.now() + LAG_SAMPLE_MS;
    this.#sampler = setInterval(() => {
      const now = performance.now();
      this.#lagSeconds = Math.max(this.#lagSeconds, (now - dueAt) / 1000);
      dueAt = now + LAG_SAMPLE_MS;
    }, LAG_SAMPLE_MS);
    this.gauge("tintype_event_loop_lag_seconds", "Longest lag since the last reading", () => {
      const lag = this.#lagSeconds;
      this.#lagSeconds = 0;
      return lag;
    });
    this.gauge("tintype_memory_bytes", "Memory of this process", () => {
      const { rss, heapUsed, heapTotal, external } = Deno.memoryUsage();
      return { rss, heap_used: heapUsed, heap_total: heapTotal, external };
    }, "kind");
  }

  /** Counts a request; `route` is a pattern, so that there are few. */
  answered(method: string, route: string, status: number, seconds: number): void {
    const key = `${method} ${status} ${route}`;
    let observe = this.#observers.get(key);
    if (!observe) {
      const requests = this.#requests.labels({ method, route, status });
      const histogram = this.#seconds.labels({ method, route });
      observe = (seconds) => {
        requests.inc();
        histogram.observe(seconds);
      };
      this.#observers.set(key, observe);
    }
    observe(seconds);
  }

  /** Counts a committed event. */
  recorded(type: string): void {
    this.#events.inc({ type });
  }

  /** Counts a request that was refused because there were too many. */
  refused(limitClass: string): void {
    this.#refusals.inc({ class: limitClass });
  }

  /** Adds a gauge, once, that is read when somebody asks. One that cannot be read is left out. */
  gauge(name: string, help: string, read: () => Reading | Promise<Reading>, label?: string): void {
    if (this.#registry.getSingleMetric(name)) return;
    new Gauge({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [this.#registry],
      async collect() {
        const reading = await Promise.try(read).catch(() => null);
        this.reset();
        if (typeof reading === "number") return this.set(reading);
        if (label === undefined) return this.remove();
        for (const [value, number] of Object.entries(reading ?? {})) {
          this.set({ [label]: value }, number);
        }
      },
    });
  }

  /** All numbers in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  readonly [Symbol.dispose] = once(() => {
    clearInterval(this.#sampler);
  });
}
