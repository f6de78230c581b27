const encoder = new TextEncoder();

/** What waits for the reader of a stream, counted, and gone as soon as it is dropped. */
export class ByteQueue {
  readonly #queue: Uint8Array[] = [];
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #asked: PromiseWithResolvers<void> | null = null;
  #isClosed = false;
  #queuedBytes = 0;
  #takenBytes = 0;

  /** The stream that takes from this queue; `onCancel` is called when its reader goes away. */
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

  /** Ends the stream behind what waits, or instead of it. */
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
