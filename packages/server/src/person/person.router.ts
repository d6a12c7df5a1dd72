import { router } from '../trpc.ts';

export const personRouter = router({});
