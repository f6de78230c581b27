import { assertEquals } from "@std/assert";
import type { Cluster } from "../helpers/cluster/cluster.ts";
import { Tally } from "./client.ts";
import { live } from "./living.ts";
import { Model } from "./model.ts";
import { observe } from "./observe.ts";
import { register, settle } from "./people.ts";
import type { Person } from "./person.ts";
import { Random } from "./random.ts";
import type { Seen } from "./seen.ts";
import { type Finding, verifyState } from "./verify.ts";
import { verifyStreams } from "./verify_streams.ts";
import { verifyTalk, verifyTalkStreams } from "./verify_talk.ts";

/** People who use a cluster, and everything that it has acknowledged to them. */
export class Crowd implements AsyncDisposable {
  readonly #model: Model;
  readonly #tally = new Tally();
  readonly #cluster: Cluster;
  readonly #seed = crypto.getRandomValues(new Uint32Array(1))[0]!;
  /** The choices of what happens to the cluster. */
  readonly random = new Random(this.#seed);
  #people: Person[] = [];

  private constructor(cluster: Cluster, model: Model) {
    this.#cluster = cluster;
    this.#model = model;
  }

  /** Registers people, each with a picture to post. */
  static async gather(cluster: Cluster, model = new Model()): Promise<Crowd> {
    const crowd = new Crowd(cluster, model);
    const { origin } = cluster;
    const world = { origin, model: crowd.#model, tally: crowd.#tally };
    crowd.#people = await register(world, crowd.random.child());
    return crowd;
  }

  /** Lets everybody act during `course`, then waits until all is delivered. */
  async liveDuring<T>(course: () => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const [result] = await Promise.all([
      course().finally(() => stop.abort()),
      ...this.#people.map((person) => live(person, stop.signal)),
    ]);
    await settle(this.#cluster.sql, this.#people, this.#model);
    return result;
  }

  /** Fails unless each instance shows everything acknowledged, and all show the same. */
  async verify(): Promise<void> {
    const views: Seen[] = [];
    for (const { origin } of this.#cluster.instances) {
      views.push(await observe(this.#people, this.#tally, origin));
    }
    const found: Finding[] = [
      ...views.flatMap((seen) => [
        ...verifyState(this.#model, seen),
        ...verifyTalk(this.#model, seen),
      ]),
      ...verifyStreams(this.#model, views[0]!),
      ...verifyTalkStreams(this.#model, views[0]!),
      { guarantee: "every answer was an expected one", faults: this.#tally.faults },
    ].filter(({ faults }) => faults.length > 0);
    if (found.length > 0) {
      const list = found.map(({ guarantee, faults }) => [guarantee, ...faults].join("\n    "));
      const log = await this.#cluster.keepLog();
      throw new Error(`Seed ${this.#seed}, log ${log}, not kept:\n  ${list.join("\n  ")}`);
    }
    const shown = ({ people, posts }: Seen) => ({ people, posts });
    for (const view of views.slice(1)) assertEquals(shown(view), shown(views[0]!));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#people.map((person) => person.listener.close()));
  }
}
