import { router } from '../trpc.ts';

export const consortiumRouter = router({});
