import { randomInt } from 'node:crypto';
import { isMade } from '@samspel/domain/cofunding/decide-pledge';
import { DomainError } from '@samspel/domain/errors';
import { databaseNow } from '@samspel/platform/clock';
import { hashToken } from '@samspel/platform/ids';
import { sql } from 'kysely';
import { type Context, runCommand } from '../../command.ts';
import type { Trx } from '../../database.ts';
import { absentError } from '../../proposal/proposal.queries.ts';
import type { ConfirmPledgeAddress } from '../inputs.ts';
import type { PledgeRow } from '../store-entry.ts';
import { findByToken } from './pledge-door.ts';

const CODE_MS = 15 * 60_000;
const TRIES = 5;
const PAUSE_MS = 20_000;
const PER_HOUR = 5;
const PER_DAY = 12;
const DEVICE_DAYS = 30;

export const newCode = () => randomInt(0, 1_000_000).toString().padStart(6, '0');
export const hashCode = (codeId: string, code: string) => hashToken(`${codeId} ${code}`);

/** Has a code mailed to the address asked, and to no other, whoever asks for it. */
export function requestCode(context: Context, { token }: { token: string }): Promise<void> {
  return runCommand(asSystem(context), async ({ trx, append }) => {
    const { id: pledgeId, status, expiresAt } = await lockDoor(trx, token);
    // Blocks mailing codes to an address for ever, for a question behind whose door there is nothing left.
    if (!isMade(status) && (await databaseNow(trx)) > expiresAt) {
      throw new DomainError('expired', 'pledge_expired');
    }
    await assertFewCodes(trx, pledgeId);
    const codeId = context.ids.newId();
    await trx
      .insertInto('pledgeCode')
      .values({ id: codeId, pledgeId, codeHash: null, usedAt: null })
      .execute();
    await append({ kind: 'pledge', id: pledgeId }, 'cofunding.pledge_code_requested', {
      pledgeId,
      codeId,
    });
  });
}

/** Confirms a browser by the code; resolves to the key that the browser keeps. */
export async function confirmAddress(
  context: Context,
  { token, code }: ConfirmPledgeAddress,
  deviceKey: string | null,
): Promise<{ deviceKey: string }> {
  const key = deviceKey ?? context.ids.newToken();
  // A wrong try is stored, so it ends its transaction well; it is refused afterwards.
  const fits = await runCommand(asSystem(context), async ({ trx, append }) => {
    const { id: pledgeId } = await lockDoor(trx, token);
    if (!(await tryCode(trx, pledgeId, code))) return false;
    const deviceId = context.ids.newId();
    const expiresAt = sql<Date>`samspel.now() + make_interval(days => ${DEVICE_DAYS})`;
    await trx
      .insertInto('pledgeDevice')
      .values({ id: deviceId, pledgeId, keyHash: hashToken(key), expiresAt, endedAt: null })
      .execute();
    await append({ kind: 'pledge', id: pledgeId }, 'cofunding.pledge_device_confirmed', {
      pledgeId,
      deviceId,
    });
    return true;
  });
  if (!fits) throw new DomainError('invalid', 'code_does_not_fit', { field: 'code' });
  return { deviceKey: key };
}

/** Ends what this browser may: for a computer that others use as well. */
export function forgetDevice(
  context: Context,
  { token }: { token: string },
  deviceKey: string | null,
): Promise<void> {
  return runCommand(asSystem(context), async ({ trx }) => {
    const pledge = await findByToken(trx, token);
    if (!pledge || !deviceKey) return;
    await trx
      .updateTable('pledgeDevice')
      .set({ endedAt: await databaseNow(trx) })
      .where('pledgeId', '=', pledge.id)
      .where('keyHash', '=', hashToken(deviceKey))
      .where('endedAt', 'is', null)
      .execute();
  });
}

// The holder of a link is nobody to the database's policies; what it may touch is decided here.
export const asSystem = (context: Context): Context => ({ ...context, actor: { kind: 'system' } });

/** One at a time per pledge: guesses sent side by side are counted one by one. */
async function lockDoor(trx: Trx, token: string): Promise<PledgeRow> {
  const found = await findByToken(trx, token);
  if (!found) throw absentError({ field: 'token' });
  await trx.selectFrom('pledge').select('id').where('id', '=', found.id).forUpdate().execute();
  const pledge = await findByToken(trx, token);
  if (!pledge) throw absentError({ field: 'token' });
  if (pledge.status === 'revoked') throw new DomainError('used', 'pledge_revoked');
  return pledge;
}

async function assertFewCodes(trx: Trx, pledgeId: string): Promise<void> {
  const now = await databaseNow(trx);
  const made = await trx
    .selectFrom('pledgeCode')
    .select('madeAt')
    .where('pledgeId', '=', pledgeId)
    .where('madeAt', '>', sql<Date>`samspel.now() - interval '1 day'`)
    .execute();
  const ages = made.map(({ madeAt }) => now.getTime() - madeAt.getTime());
  if (ages.some((age) => age < PAUSE_MS)) throw new DomainError('rate_limited', 'sent_just_now');
  const lastHour = ages.filter((age) => age < 3_600_000).length;
  if (lastHour >= PER_HOUR || ages.length >= PER_DAY) {
    throw new DomainError('rate_limited', 'too_many_codes');
  }
}

/** Only the newest code counts, for a quarter of an hour and five tries. */
async function tryCode(trx: Trx, pledgeId: string, code: string): Promise<boolean> {
  const newest = await trx
    .selectFrom('pledgeCode')
    .selectAll()
    .where('pledgeId', '=', pledgeId)
    .orderBy('madeAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const now = await databaseNow(trx);
  if (!newest || newest.usedAt || newest.tries >= TRIES) return false;
  if (now.getTime() - newest.madeAt.getTime() > CODE_MS) return false;
  const fits = newest.codeHash?.equals(hashCode(newest.id, code)) ?? false;
  await trx
    .updateTable('pledgeCode')
    .set({ tries: newest.tries + 1, usedAt: fits ? now : null })
    .where('id', '=', newest.id)
    .execute();
  return fits;
}
