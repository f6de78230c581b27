import type { ListeningApp } from "../helpers/app/listening.ts";
import type { Frame, Live } from "../helpers/realtime/live.ts";
import { canariesIn } from "./canaries.ts";
import { isRefused, type PersonKey } from "./expectations.ts";
import type { MatrixPost } from "./posts.ts";
import type { World } from "./world.ts";

/** A person's socket, and everything that it has received. */
export class Listener implements AsyncDisposable {
  #received = "";

  constructor(readonly onlooker: PersonKey, readonly live: Live) {}

  /** Opens a socket for everybody with a valid token. */
  static async openAll({ people }: World, { open }: ListeningApp): Promise<Listener[]> {
    const keys = (Object.keys(people) as PersonKey[]).filter((key) => !isRefused(key));
    return await Promise.all(keys.map(async (key) => new Listener(key, await open(people[key]))));
  }

  /** The text of all frames so far. */
  get received(): string {
    return this.#received;
  }

  /** Sends a frame and awaits its reply. */
  async ask(frame: Record<string, unknown>): Promise<Frame> {
    const reply = await this.live.ask(frame);
    this.#record(reply);
    return reply;
  }

  /** Awaits frames until a canary with each of these keys has arrived. */
  async receives(keys: readonly string[]): Promise<void> {
    const missing = new Set(keys);
    for (const key of canariesIn(this.#received)) missing.delete(key);
    while (missing.size > 0) {
      const frame = await this.live.frame(() => true);
      this.#record(frame);
      for (const key of canariesIn(JSON.stringify(frame))) missing.delete(key);
    }
  }

  /** Awaits the frame that ends the topic of a post. */
  async loses({ postId }: MatrixPost): Promise<void> {
    const topic = topicOf({ postId });
    this.#record(
      await this.live.frame(({ op, error }) =>
        op === "error" && error.code === "not_found" && error.details.topic === topic
      ),
    );
  }

  /** Takes all other frames that have arrived. */
  async rest(): Promise<Frame[]> {
    const frames = await this.live.unread();
    for (const frame of frames) this.#record(frame);
    return frames;
  }

  #record(frame: Frame): void {
    this.#received += JSON.stringify(frame);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.live[Symbol.asyncDispose]();
  }
}

/** Returns the topic of a post. */
export function topicOf({ postId }: Pick<MatrixPost, "postId">): string {
  return `post:${postId}`;
}
