import type { MeView } from '@samspel/domain/person/person-view';
import { createQuery } from '@tanstack/svelte-query';
import { eventStream } from '#lib/api/event-stream.svelte.ts';
import { meKey, queryClient } from '#lib/api/query-client.ts';
import { trpc } from '#lib/api/trpc.ts';
import { clock } from '#lib/kit/clock.svelte.ts';
import { auth } from './auth.ts';
import { device } from './device.svelte.ts';

async function readMe(): Promise<MeView> {
  const me = await trpc.person.me.query();
  clock.learn(me.serverTime);
  return me;
}

/** Who is looking; every component may ask, one request answers all. */
export function useMe() {
  return createQuery(() => ({
    queryKey: meKey,
    queryFn: readMe,
    staleTime: 60_000,
  }));
}

/** After signing in by whichever way: forget what a visitor saw and read again who one is. */
export async function refreshSession(): Promise<MeView> {
  queryClient.clear();
  return await queryClient.fetchQuery({ queryKey: meKey, queryFn: readMe });
}

/** Wipes the device's store first: even if the server cannot be reached, nothing is left behind. */
export async function signOut(everywhere = false): Promise<void> {
  eventStream.stop();
  await device.wipe();
  if (everywhere) await auth.revokeSessions();
  await auth.signOut();
  queryClient.clear();
}

/** A path of our own to continue at, or home: a link may not lead a person elsewhere after sign-in. */
export function safePath(path: string | null): string {
  if (!path?.startsWith('/') || path.startsWith('//') || path.includes('\\')) return '/';
  return path;
}
