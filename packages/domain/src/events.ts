import { z } from 'zod';
import { annexBytesMax } from './annex/annex.ts';
import { partnerRoles, personRoles } from './consortium/partner.ts';

const id = z.uuid();
const amount = z.string().regex(/^-?\d{1,18}$/);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const at = z.iso.datetime({ offset: true });
const formKey = z.string().min(1).max(40);
const partnerRole = z.enum(partnerRoles);
const personRole = z.enum(personRoles);
const count = z.int().min(0);
const pledge = { proposalId: id, partnerId: id, pledgeId: id };

/**
 * Every event of the product. Payloads carry ids and amounts only: an event is kept for ever, so
 * what a person may one day ask to have erased must not be in it.
 */
export const eventSchemas = {
  'person.registered': z.strictObject({ personId: id }),
  'organisation.registered': z.strictObject({ organisationId: id }),

  'call.published': z.strictObject({ callId: id, authorityId: id, closesAt: at }),

  'call.amended': z.strictObject({ callId: id, fields: z.array(z.enum(['annexes'])).min(1) }),

  'proposal.created': z.strictObject({ proposalId: id, callId: id, partnerId: id, personId: id }),
  'proposal.described': z.strictObject({
    proposalId: id,
    fields: z.array(z.enum(['title', 'acronym', 'theme', 'months', 'startDate'])),
  }),
  'proposal.section_assigned': z.strictObject({
    proposalId: id,
    key: formKey,
    ownerPartnerId: id.nullable(),
  }),
  'proposal.part_signed': z.strictObject({
    proposalId: id,
    partnerId: id,
    signOffId: id,
    contentHash: hash,
  }),
  'proposal.part_sign_off_withdrawn': z.strictObject({
    proposalId: id,
    partnerId: id,
    signOffId: id,
    reason: z.enum(['changed', 'withdrawn', 'partner_left', 'lead_changed']),
  }),
  'proposal.submission_received': z.strictObject({
    proposalId: id,
    submissionId: id,
    receivedAt: at,
  }),
  'proposal.submission_refused': z.strictObject({
    proposalId: id,
    submissionId: id,
    rules: z.array(z.string().max(10)).max(200),
  }),
  'proposal.submitted': z.strictObject({
    proposalId: id,
    callId: id,
    submissionId: id,
    number: z.int().min(1),
    reference: z.string().min(1).max(60),
    documentHash: hash,
    receivedAt: at,
    currency: z.literal('EUR'),
    totalMinor: amount,
    euMinor: amount,
  }),
  'proposal.submission_withdrawn': z.strictObject({
    proposalId: id,
    submissionId: id,
    keptUntilReplaced: z.boolean(),
  }),

  'consortium.partner_invited': z.strictObject({
    proposalId: id,
    partnerId: id,
    organisationId: id.nullable(),
    role: partnerRole,
    invitationId: id,
  }),
  'consortium.person_invited': z.strictObject({
    proposalId: id,
    partnerId: id,
    role: personRole,
    invitationId: id,
  }),
  'consortium.invitation_accepted': z.strictObject({
    proposalId: id,
    partnerId: id,
    invitationId: id,
    personId: id,
  }),
  'consortium.invitation_declined': z.strictObject({
    proposalId: id,
    partnerId: id,
    invitationId: id,
  }),
  'consortium.invitation_resent': z.strictObject({
    proposalId: id,
    partnerId: id,
    invitationId: id,
  }),
  'consortium.invitation_withdrawn': z.strictObject({
    proposalId: id,
    partnerId: id,
    invitationId: id,
  }),
  'consortium.partner_left': z.strictObject({ proposalId: id, partnerId: id }),
  'consortium.partner_dropped': z.strictObject({ proposalId: id, partnerId: id }),
  'consortium.lead_changed': z.strictObject({
    proposalId: id,
    fromPartnerId: id,
    toPartnerId: id,
  }),
  'consortium.role_changed': z.strictObject({
    proposalId: id,
    partnerId: id,
    personId: id,
    role: personRole,
  }),
  'consortium.person_removed': z.strictObject({ proposalId: id, partnerId: id, personId: id }),

  'cofunding.pledge_requested': z.strictObject({
    proposalId: id,
    partnerId: id,
    sourceId: z.string().min(1).max(64),
    pledgeId: id,
    amountMinor: amount,
  }),
  'cofunding.pledge_made': z.strictObject({ ...pledge, amountMinor: amount }),
  'cofunding.pledge_changed': z.strictObject({
    ...pledge,
    amountMinor: amount,
    previousMinor: amount,
  }),
  'cofunding.pledge_declined': z.strictObject(pledge),
  'cofunding.pledge_withdrawn': z.strictObject(pledge),
  'cofunding.pledge_withdrawal_requested': z.strictObject(pledge),
  'cofunding.pledge_signed': z.strictObject({
    ...pledge,
    signatureId: id,
    amountMinor: amount,
    contentHash: hash,
  }),
  'cofunding.pledge_certificate_added': z.strictObject({
    ...pledge,
    certificateId: id,
    fileHash: hash,
  }),
  'cofunding.pledge_certificate_scanned': z.strictObject({
    ...pledge,
    certificateId: id,
    state: z.enum(['clean', 'infected']),
  }),
  'cofunding.pledge_link_renewed': z.strictObject({ ...pledge, number: z.int().min(2) }),
  'cofunding.pledge_paid_in': z.strictObject({ ...pledge, amountMinor: amount }),
  'cofunding.pledge_payment_undone': z.strictObject(pledge),
  'cofunding.pledge_revoked': z.strictObject(pledge),
  // Of the pledge itself: who stands before a door is no news to the consortium.
  'cofunding.pledge_code_requested': z.strictObject({ pledgeId: id, codeId: id }),
  'cofunding.pledge_device_confirmed': z.strictObject({ pledgeId: id, deviceId: id }),

  'annex.uploaded': z.strictObject({
    proposalId: id,
    partnerId: id.nullable(),
    annexId: id,
    versionId: id,
    key: formKey,
    number: z.int().min(1),
    sizeBytes: z.int().min(1).max(annexBytesMax),
    fileHash: hash,
  }),
  'annex.removed': z.strictObject({
    proposalId: id,
    partnerId: id.nullable(),
    annexId: id,
    versionId: id,
    key: formKey,
    number: z.int().min(1),
  }),
  'annex.scanned': z.strictObject({
    proposalId: id,
    annexId: id,
    versionId: id,
    state: z.enum(['clean', 'infected']),
  }),

  'notification.created': z.strictObject({ notificationId: id, personId: id }),
  'notification.obligation_opened': z.strictObject({ obligationId: id, dueAt: at }),
  'notification.obligation_closed': z.strictObject({
    obligationId: id,
    reason: z.enum(['done', 'cancelled', 'past']),
  }),
  'notification.reminded': z.strictObject({
    obligationId: id,
    step: z.string().max(20),
    recipients: count,
  }),
} as const;

export type EventType = keyof typeof eventSchemas;
export type EventOf<T extends EventType> = z.infer<(typeof eventSchemas)[T]>;

export const eventTypes = Object.keys(eventSchemas) as EventType[];

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(eventSchemas, type);
}

/** Throws when a payload does not have its event's shape. */
export function parseEvent<T extends EventType>(type: T, payload: unknown): EventOf<T> {
  return eventSchemas[type].parse(payload) as EventOf<T>;
}
