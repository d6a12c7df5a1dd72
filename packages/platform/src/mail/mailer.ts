export interface Attachment {
  filename: string;
  mediaType: string;
  content: Uint8Array;
}

export interface OutgoingMail {
  /** `<...@...>`; the same mail has the same id however often it is handed over. */
  messageId: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  attachments: readonly Attachment[];
}

export interface Mailer {
  /**
   * Resolves when the mail server has taken the mail. Rejects with MailRefused when it never will, with
   * MailServerDown when it takes no mail at all now, with anything else when this mail may pass later.
   */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

/** The server's final answer (5xx) about this mail: trying again would not help. */
export class MailRefused extends Error {}

/** No connection, no greeting, no login: nothing is wrong with the mail. */
export class MailServerDown extends Error {}
