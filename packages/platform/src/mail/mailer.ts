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
  /** Resolves when the mail server has taken the mail; rejects with MailRefused when it never will. */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

/** The server's final answer (5xx to this recipient or this mail): trying again would not help. */
export class MailRefused extends Error {}
