import type { ObligationKind } from '@samspel/domain/notification/obligation';
import type { ColumnType, Generated } from 'kysely';

export interface ObligationTable {
  id: string;
  kind: ObligationKind;
  subjectKind: 'proposal' | 'partner' | 'invitation' | 'pledge';
  subjectId: string;
  proposalId: string | null;
  callId: string | null;
  dueAt: Date;
  state: 'open' | 'done' | 'cancelled';
  createdAt: Generated<Date>;
  nextAt: Generated<Date>;
}

export interface ReminderSendTable {
  obligationId: string;
  step: string;
  recipient: string;
  dueAt: Date;
  superseded: Generated<boolean>;
  sentAt: Generated<Date>;
}

export interface NotificationTable {
  id: string;
  personId: string;
  kind: string;
  proposalId: string | null;
  callId: string | null;
  params: ColumnType<Record<string, string | number>, string | undefined, string>;
  effectKey: string;
  at: Generated<Date>;
  readAt: Date | null;
}

export interface MailTable {
  id: string;
  effectKey: string;
  messageId: string;
  recipient: string;
  subject: string;
  textBody: string;
  htmlBody: string;
  attachments: ColumnType<unknown, string | undefined, string>;
  state: Generated<'queued' | 'sent' | 'kept' | 'failed'>;
  attempts: Generated<number>;
  nextAttemptAt: Generated<Date>;
  lastError: string | null;
  createdAt: Generated<Date>;
  sentAt: Date | null;
}
