import { createQuery } from '@tanstack/svelte-query';
import { trpc } from '#lib/api/trpc.ts';
import type { Workspace } from '#lib/collab/workspace.svelte.ts';

/** What was submitted, newest first; asked again while a receipt's PDF is still being made. */
export function useSubmissions(workspace: Workspace) {
  return createQuery(() => {
    const { id, version } = workspace.view;
    return {
      queryKey: ['proposal', 'submissions', { id, version }],
      queryFn: () => trpc.proposal.submissions.query({ id }),
      refetchInterval: ({ state }) =>
        state.data?.some((submission) => submission.current && !submission.pdfReady) ? 1500 : false,
    };
  });
}
