import { Counter, Gauge, Registry } from "prom-client";
import { type Closed, closing, type Labels, type LabelSets, type Values } from "./labels.ts";
import { once } from "../once.ts";
import { RequestMetrics } from "./requests.ts";

const LAG_SAMPLE_MS = 500;

/** A counter: its name, its meaning, and the values of each label. */
export interface CounterOptions<L extends LabelSets> {
  name: string;
  help: string;
  labels: L & Closed<L>;
}

/** A label of a gauge: its name and its values. */
export interface GaugeLabel<T extends string> {
  name: string;
  values: readonly T[] & Values<T>;
}

/**
 * The metrics of the program, in a Prometheus registry of its own. Clients choose methods and
 * paths, so each label has a closed set of values, which bounds the number of series.
 */
export class Metrics implements Disposable {
  readonly #registry = new Registry();
  /** Counts and times of answered requests. */
  readonly requests = new RequestMetrics(this.#registry);
  readonly #counters = new Map<string, (labels: Record<string, string>) => void>();
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
    const kind = { name: "kind", values: ["rss", "heap_used", "heap_total", "external"] } as const;
    this.gaugeBy(kind, "tintype_memory_bytes", "Memory of this process", () => {
      const { rss, heapUsed, heapTotal, external } = Deno.memoryUsage();
      return { rss, heap_used: heapUsed, heap_total: heapTotal, external };
    });
  }

  /** Adds one to a counter. The first call creates it. */
  count<const L extends LabelSets>(options: CounterOptions<L>, labels: Labels<L>): void {
    let add = this.#counters.get(options.name);
    if (!add) {
      const { name, help } = options;
      const labelNames = Object.keys(options.labels);
      const counter = new Counter({ name, help, labelNames, registers: [this.#registry] });
      const close = closing<LabelSets>(options.labels);
      add = (labels) => counter.inc(close(labels));
      this.#counters.set(name, add);
    }
    add(labels);
  }

  /**
   * Adds a gauge that is read at each scrape. A second call does nothing. If reading fails, the
   * value is left out.
   */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    if (this.#registry.getSingleMetric(name)) return;
    const registers = [this.#registry];
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        const reading = await Promise.try(read).catch(() => null);
        if (reading === null) this.remove();
        else this.set(reading);
      },
    });
  }

  /** Adds a gauge with one number for each value of its label. A second call does nothing. */
  gaugeBy<const T extends string>(
    label: GaugeLabel<T>,
    name: string,
    help: string,
    read: () => Record<T, number> | Promise<Record<T, number>>,
  ): void {
    if (this.#registry.getSingleMetric(name)) return;
    const registers = [this.#registry];
    new Gauge({
      name,
      help,
      labelNames: [label.name],
      registers,
      async collect() {
        const reading = await Promise.try(read).catch(() => null);
        this.reset();
        if (reading === null) return;
        for (const value of label.values) this.set({ [label.name]: value }, reading[value]);
      },
    });
  }

  /** Returns all metrics in Prometheus' text format. */
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
