import { router } from '../trpc.ts';

export const clusterRouter = router({});
