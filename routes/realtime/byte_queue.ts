const encoder = new TextEncoder();

/**
 * The bytes that wait for the reader of a stream: counted, and freed as soon as they are dropped.
 */
export class ByteQueue {
  readonly #queue: Uint8Array[] = [];
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #asked: PromiseWithResolvers<void> | null = null;
  #isClosed = false;
  #queuedBytes = 0;
  #takenBytes = 0;

  /** Returns the stream that reads from this queue. `onCancel` is called when its reader leaves. */
  stream(onCancel: () => void): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>({
      start: (controller) => void (this.#controller = controller),
      pull: () => this.#pull(),
      cancel: () => {
        this.#isClosed = true;
        this.#asked?.resolve();
        this.#drop();
        onCancel();
      },
    }, { highWaterMark: 0 });
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  get takenBytes(): number {
    return this.#takenBytes;
  }

  push(text: string): void {
    if (this.#isClosed) return;
    const bytes = encoder.encode(text);
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.length;
    if (this.#asked) this.#give();
  }

  /** Ends the stream after the bytes that wait, or drops them. */
  close({ drop }: { drop: boolean }): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (drop) this.#drop();
    while (this.#queue.length > 0) this.#give();
    this.#controller.close();
    this.#asked?.resolve();
  }

  #pull(): void | Promise<void> {
    if (this.#queue.length > 0) return this.#give();
    this.#asked = Promise.withResolvers();
    return this.#asked.promise;
  }

  #give(): void {
    const bytes = this.#queue.shift()!;
    this.#queuedBytes -= bytes.length;
    this.#takenBytes += bytes.length;
    this.#controller.enqueue(bytes);
    this.#asked?.resolve();
    this.#asked = null;
  }

  #drop(): void {
    this.#queue.length = 0;
    this.#queuedBytes = 0;
  }
}
