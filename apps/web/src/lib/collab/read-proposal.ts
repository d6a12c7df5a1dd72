import type { ProposalView } from '@samspel/domain/proposal/proposal-view';
import { problemOf } from '#lib/api/problem.ts';
import { trpc } from '#lib/api/trpc.ts';
import { clock } from '#lib/kit/clock.svelte.ts';
import { keptOnDevice, orKept } from '#lib/session/kept.svelte.ts';

/** The application as the server shows it to this person, or as this device keeps it for them. */
export function readProposal(id: string): Promise<ProposalView> {
  return orKept(id, ask(id), () => keptOnDevice.view(id));
}

async function ask(id: string): Promise<ProposalView> {
  try {
    const view = await trpc.proposal.get.query({ id });
    clock.learn(view.serverTime);
    void keptOnDevice.rememberView(view);
    return view;
  } catch (error) {
    // Whoever may not see it any more does not see it on this device either.
    if (['not_found', 'forbidden'].includes(problemOf(error).code)) await keptOnDevice.forget(id);
    throw error;
  }
}
