import { router } from '../trpc.ts';

export const callRouter = router({});
