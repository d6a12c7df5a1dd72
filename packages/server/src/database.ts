import type { Kysely, Transaction } from 'kysely';
import type {
  AnnexTable,
  AnnexVersionTable,
  UploadPartTable,
  UploadTable,
} from './annex/annex.table.ts';
import type { CallTable } from './call/call.table.ts';
import type { OrganisationTable } from './cluster/organisation.table.ts';
import type {
  PledgeCertificateTable,
  PledgeCodeTable,
  PledgeDeviceTable,
  PledgeEntryTable,
  PledgeSignatureTable,
  PledgeTable,
} from './cofunding/pledge.table.ts';
import type {
  InvitationTable,
  PartnerTable,
  ProposalMemberTable,
} from './consortium/consortium.table.ts';
import type { AggregateTable, EventDeliveryTable, EventTable } from './event/event.table.ts';
import type {
  MailTable,
  NotificationTable,
  ObligationTable,
  ReminderSendTable,
} from './notification/notification.table.ts';
import type { MembershipTable, PersonTable } from './person/person.table.ts';
import type { ProposalTable, SectionOwnerTable, SignOffTable } from './proposal/proposal.table.ts';
import type {
  FileTable,
  SubmissionCategoryTable,
  SubmissionPartnerTable,
  SubmissionSourceTable,
  SubmissionTable,
  SubmitIntentTable,
} from './submission/submission.table.ts';

/** Every table of schema `samspel`, in camelCase as queries name them. */
export interface Database {
  aggregate: AggregateTable;
  event: EventTable;
  eventDelivery: EventDeliveryTable;
  person: PersonTable;
  membership: MembershipTable;
  organisation: OrganisationTable;
  call: CallTable;
  proposal: ProposalTable;
  sectionOwner: SectionOwnerTable;
  signOff: SignOffTable;
  partner: PartnerTable;
  proposalMember: ProposalMemberTable;
  invitation: InvitationTable;
  pledge: PledgeTable;
  pledgeEntry: PledgeEntryTable;
  pledgeSignature: PledgeSignatureTable;
  pledgeCertificate: PledgeCertificateTable;
  pledgeCode: PledgeCodeTable;
  pledgeDevice: PledgeDeviceTable;
  submitIntent: SubmitIntentTable;
  submission: SubmissionTable;
  submissionPartner: SubmissionPartnerTable;
  submissionCategory: SubmissionCategoryTable;
  submissionSource: SubmissionSourceTable;
  annex: AnnexTable;
  annexVersion: AnnexVersionTable;
  upload: UploadTable;
  uploadPart: UploadPartTable;
  file: FileTable;
  obligation: ObligationTable;
  reminderSend: ReminderSendTable;
  notification: NotificationTable;
  mail: MailTable;
}

export type Db = Kysely<Database>;
export type Trx = Transaction<Database>;
