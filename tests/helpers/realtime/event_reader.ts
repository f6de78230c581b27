import { within } from "./live.ts";

/** An event of a stream, with parsed data. */
export interface StreamedEvent {
  id: string | undefined;
  type: string;
  // deno-lint-ignore no-explicit-any -- tests read events freely
  data: any;
}

/** Options of a stream. */
export interface EventReaderOptions {
  topics: string;
  token?: string;
  ticket?: string;
  lastId?: string;
}

/** A client of the event stream, like the EventSource of browsers: it remembers the last id. */
export class EventReader implements AsyncDisposable {
  readonly response: Response;
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";
  /** The id from which to resume. */
  lastId = "";

  private constructor(response: Response) {
    this.response = response;
    const decoder = new TextDecoderStream() as ReadableWritablePair<
      string,
      Uint8Array<ArrayBuffer>
    >;
    this.#reader = response.body!.pipeThrough(decoder).getReader();
  }

  /** Opens a stream and reads its first id. */
  static async open({ url }: { url: string }, options: EventReaderOptions): Promise<EventReader> {
    const { topics, token, ticket, lastId } = options;
    const query = new URLSearchParams({ topics, ...(ticket === undefined ? {} : { ticket }) });
    return await EventReader.openAt(`${url}/api/v1/events?${query}`, {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(lastId === undefined ? {} : { "last-event-id": lastId }),
    });
  }

  /** Opens the stream at an address and reads its first id. */
  static async openAt(address: string, headers: Record<string, string> = {}): Promise<EventReader> {
    const response = await fetch(address, { headers });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`Refused: ${response.status}`);
    }
    const reader = new EventReader(response);
    await reader.#block();
    return reader;
  }

  /** Returns the next event of a type, and skips others. */
  async next(type: string): Promise<StreamedEvent> {
    for (;;) {
      const event = await within(this.#event(), `the event ${type}`);
      if (event === null) throw new Error(`The stream ended before ${type}`);
      if (event.type === type) return event;
    }
  }

  /** Returns the next event of any type. */
  async any(): Promise<StreamedEvent> {
    const event = await within(this.#event(), "any event");
    if (event === null) throw new Error("The stream ended");
    return event;
  }

  /** Returns all events until the server ends the stream. */
  async rest(): Promise<StreamedEvent[]> {
    const events: StreamedEvent[] = [];
    for (;;) {
      const event = await within(this.#event(), "the end of the stream");
      if (event === null) return events;
      events.push(event);
    }
  }

  async #event(): Promise<StreamedEvent | null> {
    for (let block = await this.#block(); block !== null; block = await this.#block()) {
      if (!block.has("data")) continue; // a comment, or only an id
      const type = block.get("event") ?? "message";
      return { id: block.get("id"), type, data: JSON.parse(block.get("data")!) };
    }
    return null;
  }

  async #block(): Promise<Map<string, string> | null> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end >= 0) {
        const lines = this.#text.slice(0, end).split("\n");
        this.#text = this.#text.slice(end + 2);
        const block = new Map(lines.map((line) => line.split(/: (.*)/s) as [string, string]));
        this.lastId = block.get("id") ?? this.lastId;
        return block;
      }
      const { value, done } = await this.#reader.read();
      if (done) return null;
      this.#text += value;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.cancel();
  }
}
