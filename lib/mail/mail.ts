/** A letter in plain text. */
export interface Mail {
  /** Names the letter: a server that gets it twice may notice. */
  id?: string;
  to: string;
  subject: string;
  text: string;
}

/** A letter that was kept instead of sent. */
export interface StoredMail extends Mail {
  at: Date;
}

/**
 * Sends letters. A mail server that cannot be reached throws `unavailable`; one that refuses this
 * letter throws {@link MailRefused}.
 */
export interface Mailer extends AsyncDisposable {
  send(mail: Mail): Promise<void>;
  /** The newest letters first, where they are kept for developers to read; null where they leave. */
  kept(): readonly StoredMail[] | null;
}

/** Other letters are taken, but not this one. */
export class MailRefused extends Error {
  override readonly name = "MailRefused";

  /** `status` is the server's: from 500 on it will not change its mind. Null is a letter that cannot be sent. */
  constructor(readonly status: number | null) {
    // What the server says may quote the address.
    super(`A mail was refused with ${status ?? "no status"}`);
  }

  get isForGood(): boolean {
    return this.status !== null && this.status >= 500;
  }
}
