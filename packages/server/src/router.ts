import { adminRouter } from './admin/admin.router.ts';
import { annexRouter } from './annex/annex.router.ts';
import { callRouter } from './call/call.router.ts';
import { clusterRouter } from './cluster/cluster.router.ts';
import { cofundingRouter } from './cofunding/cofunding.router.ts';
import { consortiumRouter } from './consortium/consortium.router.ts';
import { activityRouter } from './event/activity.router.ts';
import { eventRouter } from './event/event.router.ts';
import { demoRouter } from './notification/demo.router.ts';
import { notificationRouter } from './notification/notification.router.ts';
import { personRouter } from './person/person.router.ts';
import { proposalRouter } from './proposal/proposal.router.ts';
import { submissionRouter } from './submission/submission.router.ts';
import { router } from './trpc.ts';

export const appRouter = router({
  person: personRouter,
  cluster: clusterRouter,
  // `call` is a reserved word of the library.
  calls: callRouter,
  proposal: proposalRouter,
  consortium: consortiumRouter,
  cofunding: cofundingRouter,
  annex: annexRouter,
  submission: submissionRouter,
  notification: notificationRouter,
  event: eventRouter,
  activity: activityRouter,
  admin: adminRouter,
  demo: demoRouter,
});

export type AppRouter = typeof appRouter;
