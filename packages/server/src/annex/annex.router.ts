import { authed, router } from '../trpc.ts';
import { RemoveAnnex, UploadsOfProposal } from './inputs.ts';
import { removeAnnex } from './remove-annex.ts';
import { listUploads } from './uploading/list-uploads.ts';

const member = authed.meta({ access: 'member' });

export const annexRouter = router({
  uploads: member.input(UploadsOfProposal).query(({ ctx, input }) => listUploads(ctx, input)),
  remove: member.input(RemoveAnnex).mutation(({ ctx, input }) => removeAnnex(ctx, input)),
});
