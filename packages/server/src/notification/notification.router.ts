import { router } from '../trpc.ts';

export const notificationRouter = router({});
