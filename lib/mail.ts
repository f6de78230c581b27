/** A letter in plain text. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** A letter that was kept instead of sent. */
export interface KeptMail extends Mail {
  at: Date;
}

/** Sends letters. A mail server that cannot be reached throws `unavailable`. */
export interface Mailer extends AsyncDisposable {
  send(mail: Mail): Promise<void>;
  /** The newest letters first, where they are kept for developers to read; null where they leave. */
  kept(): readonly KeptMail[] | null;
}
