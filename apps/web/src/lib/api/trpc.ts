import type { AppRouter } from '@samspel/server/router';
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { connection } from '#lib/kit/connection.svelte.ts';

const url = '/api/trpc';

async function fetchAndNote(input: RequestInfo | URL | string, init?: RequestInit) {
  try {
    const response = await fetch(input, init);
    // A proxy without its server answers 502 to 504: as good as no connection.
    connection.reached(response.status < 502 || response.status > 504);
    return response;
  } catch (error) {
    if (!init?.signal?.aborted) connection.reached(false);
    throw error;
  }
}

/** Queries go as POST too: tokens and addresses in their inputs stay out of URLs and so out of logs. */
export const trpc = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: (operation) => operation.type === 'subscription',
      true: httpSubscriptionLink({ url }),
      false: httpBatchLink({ url, maxItems: 20, methodOverride: 'POST', fetch: fetchAndNote }),
    }),
  ],
});
