import type { Handler } from '@samspel/platform/outbox/handler';
import type { Database } from '../database.ts';
import { tellOfEvent } from './event-notices.ts';
import { settleObligations } from './reminding/settle-obligations.ts';

/** Tells those concerned in their inbox. */
export const inbox: Handler<Database> = {
  name: 'inbox',
  handle: (trx, event) => tellOfEvent(trx, event),
};

/** Opens and closes what has a due date; for events of proposals. */
export const obligations: Handler<Database> = {
  name: 'obligations',
  handle: (trx, event) => settleObligations(trx, event.aggregateId),
};
