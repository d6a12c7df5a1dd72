import { authed, router } from '../trpc.ts';
import { getSubmission } from './get-submission.ts';
import { OneSubmission, SubmissionsOfCall } from './inputs.ts';
import { listSubmissionsOfCall } from './list-submissions.ts';

const officer = authed.meta({ access: 'officer' });
const reader = authed.meta({ access: 'member' });

export const submissionRouter = router({
  listForCall: officer
    .input(SubmissionsOfCall)
    .query(({ ctx, input }) => listSubmissionsOfCall(ctx, input)),
  get: reader.input(OneSubmission).query(({ ctx, input }) => getSubmission(ctx, input)),
});
