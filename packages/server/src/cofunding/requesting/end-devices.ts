import { elevated } from '../../command.ts';
import type { Trx } from '../../database.ts';

/** Devices are the co-funder's and hidden from the consortium; a link that ends ends them with it. */
export function endDevices(trx: Trx, pledgeId: string, at: Date): Promise<unknown> {
  return elevated(trx, () =>
    trx
      .updateTable('pledgeDevice')
      .set({ endedAt: at })
      .where('pledgeId', '=', pledgeId)
      .where('endedAt', 'is', null)
      .execute(),
  );
}
