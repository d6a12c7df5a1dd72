import { authed, router } from '../trpc.ts';
import { ListNotifications, MarkRead } from './inputs.ts';
import { listNotifications } from './list-notifications.ts';
import { markRead } from './mark-read.ts';

const person = authed.meta({ access: 'person' });

export const notificationRouter = router({
  list: person.input(ListNotifications).query(({ ctx, input }) => listNotifications(ctx, input)),
  markRead: person.input(MarkRead).mutation(({ ctx, input }) => markRead(ctx, input)),
});
