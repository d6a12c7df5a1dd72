import { MutationCache, onlineManager, QueryCache, QueryClient } from '@tanstack/svelte-query';
import { problemOf } from './problem.ts';

export const meKey = ['person', 'me'] as const;

function noticeSignedOut(error: unknown) {
  // The session ended elsewhere or by time: the shell learns it and offers to sign in again.
  if (problemOf(error).code === 'unauthenticated') {
    void queryClient.invalidateQueries({ queryKey: meKey });
  }
}

const worthRetrying = new Set(['offline', 'unavailable']);

// The manager believes in a connection until told otherwise; a page opened offline is never told.
onlineManager.setOnline(navigator.onLine);

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 20_000,
      retry: (count, error) => count < 3 && worthRetrying.has(problemOf(error).code),
      retryDelay: (count) => Math.min(8000, 500 * 2 ** count),
    },
    // A command is never sent twice by a machine: the person decides to try again.
    mutations: { retry: false, networkMode: 'always' },
  },
});
