/** A mail in plain text. */
export interface Mail {
  /** Identifies the mail, so that a server may notice a repetition. */
  id?: string;
  to: string;
  subject: string;
  text: string;
}

/** A mail that was stored instead of sent. */
export interface StoredMail extends Mail {
  at: Date;
}

/**
 * Sends mails. Throws `unavailable` if the mail server cannot be reached, and {@link MailRefused}
 * if it rejects this mail.
 */
export interface Mailer extends AsyncDisposable {
  send(mail: Mail): Promise<void>;
  /**
   * Returns stored mails, newest first, where developers can read them; null where mails are sent.
   */
  kept(): readonly StoredMail[] | null;
}

/** The server accepts other mails, but not this one. */
export class MailRefused extends Error {
  override readonly name = "MailRefused";

  /**
   * `status` is the server's reply: from 500 on the refusal is final. Null means that the client
   * could not send the mail.
   */
  constructor(readonly status: number | null) {
    // The server's own words may quote the address.
    super(`A mail was refused with ${status ?? "no status"}`);
  }

  get isForGood(): boolean {
    return this.status !== null && this.status >= 500;
  }
}
