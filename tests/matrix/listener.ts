import type { ListeningApp } from "../helpers/app/listening.ts";
import type { Frame, Live } from "../helpers/realtime/live.ts";
import { canariesIn } from "./canaries.ts";
import { isRefused, type PersonKey } from "./expectations.ts";
import type { MatrixPost } from "./posts.ts";
import type { World } from "./world.ts";

/** Somebody's socket, and all that has come over it. */
export class Listener implements AsyncDisposable {
  #heard = "";

  constructor(readonly onlooker: PersonKey, readonly live: Live) {}

  /** Opens a socket for everybody whose token is good. */
  static async openAll({ people }: World, { open }: ListeningApp): Promise<Listener[]> {
    const keys = (Object.keys(people) as PersonKey[]).filter((key) => !isRefused(key));
    return await Promise.all(keys.map(async (key) => new Listener(key, await open(people[key]))));
  }

  /** The text of all frames so far. */
  get heard(): string {
    return this.#heard;
  }

  /** Sends a frame and awaits its reply. */
  async ask(frame: Record<string, unknown>): Promise<Frame> {
    const reply = await this.live.ask(frame);
    this.#note(reply);
    return reply;
  }

  /** Awaits frames until a canary with each of these keys has come. */
  async hears(keys: readonly string[]): Promise<void> {
    const missing = new Set(keys);
    for (const key of canariesIn(this.#heard)) missing.delete(key);
    while (missing.size > 0) {
      const frame = await this.live.frame(() => true);
      this.#note(frame);
      for (const key of canariesIn(JSON.stringify(frame))) missing.delete(key);
    }
  }

  /** Awaits the frame that ends the topic of a post. */
  async loses({ postId }: MatrixPost): Promise<void> {
    const topic = topicOf({ postId });
    this.#note(
      await this.live.frame(({ op, error }) =>
        op === "error" && error.code === "not_found" && error.details.topic === topic
      ),
    );
  }

  /** Takes what else has come. */
  async rest(): Promise<Frame[]> {
    const frames = await this.live.unread();
    for (const frame of frames) this.#note(frame);
    return frames;
  }

  #note(frame: Frame): void {
    this.#heard += JSON.stringify(frame);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.live[Symbol.asyncDispose]();
  }
}

/** The topic of a post. */
export function topicOf({ postId }: Pick<MatrixPost, "postId">): string {
  return `post:${postId}`;
}
