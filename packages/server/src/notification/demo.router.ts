import { z } from 'zod';
import { open, router } from '../trpc.ts';
import { listDemoMails } from './list-demo-mails.ts';

export const demoRouter = router({
  mailbox: open.input(z.strictObject({}).optional()).query(({ ctx }) => listDemoMails(ctx)),
});
