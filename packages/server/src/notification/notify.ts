import { newId } from '@samspel/platform/ids';
import type { JsonObject } from '@samspel/platform/json';
import { appendTyped } from '../command.ts';
import type { Trx } from '../database.ts';

export interface NewNotification {
  /** Names the effect: a second notification with this key is not written. */
  effectKey: string;
  personId: string;
  kind: string;
  proposalId: string | null;
  callId?: string | null;
  params: Record<string, string | number>;
}

/** Writes into a person's inbox and wakes their screens; false when it was there already. */
export async function notify(trx: Trx, notification: NewNotification): Promise<boolean> {
  const id = newId();
  const { params, callId = null, ...row } = notification;
  const inserted = await trx
    .insertInto('notification')
    .values({
      id,
      ...row,
      callId,
      params: JSON.stringify(params satisfies JsonObject),
      readAt: null,
    })
    .onConflict((conflict) => conflict.column('effectKey').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!inserted) return false;
  const aggregate = { kind: 'person', id: row.personId } as const;
  await appendTyped(trx, { kind: 'system' }, aggregate, 'notification.created', {
    notificationId: id,
    personId: row.personId,
  });
  return true;
}
