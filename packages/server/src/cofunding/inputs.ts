import { email, minor, name, optionalName, text, uuid } from '@samspel/domain/input';
import { z } from 'zod';

const token = z.string().regex(/^[A-Za-z0-9_-]{20,100}$/, { error: 'not_a_token' });

/** An amount above zero. */
const amount = minor().refine((value) => value !== '0', { error: 'not_an_amount' });

/** The version that whoever acts has before them. */
const seen = z.int({ error: 'input_invalid' }).min(1).max(1_000_000);

const hash = z.string().regex(/^[0-9a-f]{64}$/, { error: 'not_a_hash' });

export const RequestPledge = z.strictObject({
  proposalId: uuid(),
  partnerId: uuid(),
  sourceId: z.string().regex(/^[0-9A-Za-z_-]{1,64}$/, { error: 'not_an_id' }),
  funderName: name(200),
  email: email(),
  amountMinor: amount,
});
export type RequestPledge = z.output<typeof RequestPledge>;

export const OfPledge = z.strictObject({ pledgeId: uuid() });

export const RenewPledgeLink = z.strictObject({
  pledgeId: uuid(),
  /** Left out: the address that was asked before. */
  email: email().optional(),
});
export type RenewPledgeLink = z.output<typeof RenewPledgeLink>;

export const RecordPledgePayment = z.strictObject({ pledgeId: uuid(), seen, paidIn: z.boolean() });
export type RecordPledgePayment = z.output<typeof RecordPledgePayment>;

export const PledgesOf = z.strictObject({ proposalId: uuid() });

export const ByLink = z.strictObject({ token });

export const ConfirmPledgeAddress = z.strictObject({
  token,
  code: z
    .string()
    .max(40)
    .transform((value) => value.replace(/\s/g, ''))
    .pipe(z.string().regex(/^\d{6}$/, { error: 'not_a_code' })),
});
export type ConfirmPledgeAddress = z.output<typeof ConfirmPledgeAddress>;

export const AnswerPledge = z.strictObject({
  token,
  seen,
  answer: z.enum(['pledge', 'decline', 'withdraw']),
  /** Left out: the amount that was asked for. */
  amountMinor: amount.optional(),
  signedName: name(120),
  signedFunction: optionalName(120).optional(),
  reason: text(1000).optional(),
});
export type AnswerPledge = z.output<typeof AnswerPledge>;

export const AskToWithdraw = z.strictObject({
  token,
  signedName: name(120),
  reason: text(1000),
});
export type AskToWithdraw = z.output<typeof AskToWithdraw>;

export const SignPledge = z.strictObject({
  token,
  seen,
  signedName: name(120),
  signedFunction: name(120),
  language: z.enum(['sv', 'en']),
  /** Of the statement that the person has read. */
  statementHash: hash,
});
export type SignPledge = z.output<typeof SignPledge>;

export const AddCertificate = z.object({ token, seen, filename: name(200) });
export type AddCertificate = z.output<typeof AddCertificate>;

export const CertificateOf = z.object({
  pledgeId: uuid(),
  number: z.coerce.number().int().min(1).max(10_000),
});
export type CertificateOf = z.output<typeof CertificateOf>;
