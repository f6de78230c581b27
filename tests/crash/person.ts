import { type Answer, ask, type Request, type Tally } from "./client.ts";
import { Listener } from "./listener.ts";
import type { MadePost, Model } from "./model.ts";
import type { Random } from "./random.ts";

/** A registered account. */
export interface Account {
  id: string;
  name: string;
  token: string;
}

/** The shared state of all people of one test, and the choices of this person. */
export interface World {
  origin: string;
  model: Model;
  tally: Tally;
  /** Usernames by id. */
  names: ReadonlyMap<string, string>;
  random: Random;
}

/** A person who does one thing after another, and repeats each until it gets a response. */
export class Person {
  readonly id: string;
  readonly token: string;
  readonly world: World;
  readonly listener: Listener;
  /** The person's own ready pictures. */
  readonly mediaIds: string[] = [];
  /** The person's newest write, which further responses must have seen. */
  #seen: string | null = null;

  constructor({ id, token }: Account, world: World) {
    this.id = id;
    this.token = token;
    this.world = world;
    this.listener = new Listener(world.origin, token, id);
  }

  /** Sends a request as this person, until it gets a response. */
  async send(request: Request): Promise<Answer> {
    const { origin, tally } = this.world;
    const own = { token: this.token, seen: this.#seen };
    const answer = await ask(origin, tally, { ...own, ...request });
    this.#seen = answer.seen ?? this.#seen;
    return answer;
  }

  get(path: string): Promise<Answer> {
    return this.send({ method: "GET", path });
  }

  /** Creates something. All repeats have the same idempotency key. */
  make(path: string, body: unknown): Promise<Answer> {
    return this.send({ method: "POST", path, body, key: this.world.random.key() });
  }

  /** Returns a visible post, mostly a recent one. */
  somePost(): MadePost | null {
    const { model, random } = this.world;
    const live = model.livePosts().filter((post) => post.isReady);
    return random.pick(random.chance(0.7) ? live.slice(-20) : live);
  }

  someText(): string {
    return `Light ${this.world.random.int(1, 1_000_000)}`;
  }

  /** Records an unexpected response. */
  surprise(what: string, status: number): false {
    this.world.tally.faults.push(`${this.id}: ${what} was answered with ${status}`);
    return false;
  }

  /** Records a response that is right only if the post is being deleted. */
  gone(what: string, status: number, postId: string): false {
    const isDeleted = this.world.model.posts.get(postId)?.deletedAt !== null;
    return status === 404 && isDeleted ? false : this.surprise(what, status);
  }
}
