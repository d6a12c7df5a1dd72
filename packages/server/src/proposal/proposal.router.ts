import { router } from '../trpc.ts';

export const proposalRouter = router({});
