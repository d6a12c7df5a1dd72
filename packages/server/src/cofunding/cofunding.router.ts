import { router } from '../trpc.ts';

export const cofundingRouter = router({});
