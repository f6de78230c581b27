import { Counter, Histogram, type Registry } from "prom-client";
import { closed } from "./labels.ts";

const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const STATUS_MIN = 100;
const STATUS_MAX = 599;

/** The route label of a request that matches no route. */
export const UNKNOWN_ROUTE = "unknown";

type Observe = (seconds: number) => void;

/** Counts answered requests and measures their time. Unknown methods and routes share one label. */
export class RequestMetrics {
  readonly #routes = new Set([UNKNOWN_ROUTE]);
  // Looking up a child metric by its labels costs more than the rest of an observation.
  readonly #observers = new Map<string, Observe>();
  readonly #requests: Counter;
  readonly #seconds: Histogram;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#requests = new Counter({
      name: "tintype_http_requests_total",
      help: "Answered requests",
      labelNames: ["method", "route", "status"],
      registers,
    });
    this.#seconds = new Histogram({
      name: "tintype_http_request_seconds",
      help: "Time until the answer began",
      labelNames: ["method", "route"],
      buckets: SECONDS_BUCKETS,
      registers,
    });
  }

  /** Adds route patterns to the known labels. */
  knowRoutes(patterns: Iterable<string>): void {
    for (const pattern of patterns) this.#routes.add(pattern);
  }

  /** Counts a request, with the seconds until its response began. */
  answered(method: string, route: string, status: number, seconds: number): void {
    const observe = this.#observers.get(`${method} ${status} ${route}`) ??
      this.#observer(
        closed(METHODS, method),
        closed(this.#routes, route),
        // HTTP has no other statuses (RFC 9110 §15).
        Math.min(Math.max(Math.trunc(status), STATUS_MIN), STATUS_MAX),
      );
    observe(seconds);
  }

  #observer(method: string, route: string, status: number): Observe {
    const key = `${method} ${status} ${route}`;
    const known = this.#observers.get(key);
    if (known) return known;
    const requests = this.#requests.labels({ method, route, status });
    const histogram = this.#seconds.labels({ method, route });
    const observe = (seconds: number) => {
      requests.inc();
      histogram.observe(seconds);
    };
    this.#observers.set(key, observe);
    return observe;
  }
}
