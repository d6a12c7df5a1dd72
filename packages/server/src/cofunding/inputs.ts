import { email, minor, name, text, uuid } from '@samspel/domain/input';
import { z } from 'zod';

const token = z.string().regex(/^[A-Za-z0-9_-]{20,100}$/, { error: 'not_a_token' });

/** An amount above zero. */
const amount = minor().refine((value) => value !== '0', { error: 'not_an_amount' });

export const RequestPledge = z.strictObject({
  proposalId: uuid(),
  partnerId: uuid(),
  sourceId: z.string().regex(/^[0-9A-Za-z_-]{1,64}$/, { error: 'not_an_id' }),
  funderName: name(200),
  email: email(),
  amountMinor: amount,
});
export type RequestPledge = z.output<typeof RequestPledge>;

export const RevokePledge = z.strictObject({ pledgeId: uuid() });
export const PledgesOf = z.strictObject({ proposalId: uuid() });
export const LookupPledge = z.strictObject({ token });

export const AnswerPledge = z.strictObject({
  token,
  answer: z.enum(['pledge', 'decline']),
  /** Left out: the amount that was asked for. */
  amountMinor: amount.optional(),
  signedName: name(120),
  reason: text(1000).optional(),
});
export type AnswerPledge = z.output<typeof AnswerPledge>;
