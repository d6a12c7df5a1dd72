import type { MeView } from '@samspel/domain/person/person-view';
import { createQuery } from '@tanstack/svelte-query';
import { eventStream } from '#lib/api/event-stream.svelte.ts';
import { meKey, queryClient } from '#lib/api/query-client.ts';
import { trpc } from '#lib/api/trpc.ts';
import { clock } from '#lib/kit/clock.svelte.ts';
import { auth } from './auth.ts';
import { device } from './device.svelte.ts';
import { evenOffline, keptOnDevice, orKept } from './kept.svelte.ts';

/** A sign-out that the server has not heard of yet: it is told before anything else is asked. */
const leavingKey = 'samspel.leaving';

async function readMe(): Promise<MeView> {
  await finishSignOut();
  return orKept('me', askMe(), () => keptOnDevice.me());
}

async function askMe(): Promise<MeView> {
  const me = await trpc.person.me.query();
  clock.learn(me.serverTime);
  void keptOnDevice.rememberMe(me);
  return me;
}

/** Who is looking; every component may ask, one request answers all. */
export function useMe() {
  return createQuery(() => ({
    queryKey: meKey,
    queryFn: readMe,
    staleTime: 60_000,
    ...evenOffline('me'),
  }));
}

/** After signing in by whichever way: forget what a visitor saw and read again who one is. */
export async function refreshSession(): Promise<MeView> {
  // The new session took the place of the one that was to end.
  localStorage.removeItem(leavingKey);
  queryClient.clear();
  return await queryClient.fetchQuery({ queryKey: meKey, queryFn: readMe });
}

/**
 * Wipes the device's store first: even if the server cannot be reached, nothing is left behind. False
 * when it could not; it is told as soon as there is a connection, before any page shows anything.
 */
export async function signOut(everywhere = false): Promise<boolean> {
  eventStream.stop();
  await device.wipe();
  localStorage.setItem(leavingKey, everywhere ? 'everywhere' : 'here');
  queryClient.clear();
  return finishSignOut().then(
    () => true,
    () => false,
  );
}

async function finishSignOut(): Promise<void> {
  const leaving = localStorage.getItem(leavingKey);
  if (!leaving) return;
  if (leaving === 'everywhere') await toldServer(auth.revokeSessions());
  await toldServer(auth.signOut());
  localStorage.removeItem(leavingKey);
}

/** A session that has ended already is as good as one that ends now. */
async function toldServer(answer: Promise<{ error: { status: number } | null }>): Promise<void> {
  const { error } = await answer;
  if (error && (error.status === 0 || error.status >= 500)) throw new TypeError('not reached');
}

/** A path of our own to continue at, or home: a link may not lead a person elsewhere after sign-in. */
export function safePath(path: string | null): string {
  if (!path?.startsWith('/') || path.startsWith('//') || path.includes('\\')) return '/';
  return path;
}
