/** A mail that a demonstration kept instead of sending. */
export interface MailView {
  id: string;
  to: string;
  subject: string;
  text: string;
  at: string;
}
