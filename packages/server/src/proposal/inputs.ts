import { day, name, optionalName, text, textFault, uuid } from '@samspel/domain/input';
import { z } from 'zod';

export const ById = z.strictObject({ id: uuid() });

export const CreateProposal = z.strictObject({
  callId: uuid(),
  title: name(200),
  organisationId: uuid(),
  acronym: optionalName(40).optional(),
});
export type CreateProposal = z.output<typeof CreateProposal>;

export const DescribeProposal = z.strictObject({
  id: uuid(),
  title: name(200).optional(),
  acronym: optionalName(40).optional(),
  /** A theme key of the call; empty for none. */
  theme: optionalName(40).optional(),
  startsOn: day().nullable().optional(),
  months: z.int().min(1).max(120).nullable().optional(),
  /** The version of the proposal that the person saw. */
  expectedVersion: z.int().min(0),
});
export type DescribeProposal = z.output<typeof DescribeProposal>;

export const AssignSection = z.strictObject({
  id: uuid(),
  sectionKey: name(40),
  partnerId: uuid().nullable(),
});
export type AssignSection = z.output<typeof AssignSection>;

export const SignOffPart = z.strictObject({
  id: uuid(),
  partnerId: uuid(),
  versionName: name(120),
  /** SHA-256 in hex of the part that the signer saw. */
  expectedContentHash: z.string().regex(/^[0-9a-f]{64}$/, { error: 'not_a_hash' }),
});
export type SignOffPart = z.output<typeof SignOffPart>;

export const PartOfProposal = z.strictObject({ id: uuid(), partnerId: uuid() });
export type PartOfProposal = z.output<typeof PartOfProposal>;

export const WithdrawSignOff = z.strictObject({
  id: uuid(),
  partnerId: uuid(),
  reason: text(500).optional(),
});
export type WithdrawSignOff = z.output<typeof WithdrawSignOff>;

export const SubmitProposal = z.strictObject({
  id: uuid(),
  /** Made by the client before it sends, so that a second try is the same request. */
  intentId: uuid(),
  expectedVersion: z.int().min(0).optional(),
});
export type SubmitProposal = z.output<typeof SubmitProposal>;

export const WithdrawSubmission = z.strictObject({
  id: uuid(),
  submissionId: uuid(),
  /** True: the submission stays valid until a new one is received. */
  keepUntilReplaced: z.boolean().default(true),
});
export type WithdrawSubmission = z.output<typeof WithdrawSubmission>;

export const SubmissionId = z.strictObject({ submissionId: uuid() });

/** Whose are the values that a cell has had: each is named by where its document's log has it. */
export const WhoWrote = z.strictObject({
  id: uuid(),
  partnerId: uuid(),
  spots: z
    .array(
      z.strictObject({
        client: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
        clock: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
      }),
    )
    .max(30),
});
export type WhoWrote = z.output<typeof WhoWrote>;

/** A document by its name, as the proposal lists it. */
const documentName = () =>
  z
    .string()
    .max(512)
    .refine((value) => textFault(value) === null, { error: 'input_invalid' });
const sequence = () => z.int().min(0).max(Number.MAX_SAFE_INTEGER);

export const ListVersions = z.strictObject({
  name: documentName(),
  /** The oldest that is known already. */
  before: sequence().optional(),
});
export type ListVersions = z.output<typeof ListVersions>;

export const ReadVersion = z.strictObject({
  name: documentName(),
  /** The version's last change. */
  until: sequence(),
  /** Where the piece before it ended. */
  since: sequence(),
});
export type ReadVersion = z.output<typeof ReadVersion>;

export const Nothing = z.strictObject({});
