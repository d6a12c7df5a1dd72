import { version } from '$app/env';
import { assets, immutable } from '$app/manifest';
import { self } from '$app/service-worker';

const cacheName = `samspel-${version}`;
const shell = '/';

// Every path is absolute: the worker stands at the root.
const absolute = (path: string) => (path.startsWith('/') ? path : `/${path}`);
const kept = [...immutable, ...assets].map(({ path }) => absolute(path));
const keptPaths = new Set(kept);

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll([shell, ...kept]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOlder().then(() => self.clients.claim()));
});

async function dropOlder() {
  const names = await caches.keys();
  // One older version stays: a tab opened before the deploy still asks for its chunks.
  const older = names.filter((name) => name.startsWith('samspel-') && name !== cacheName).sort();
  await Promise.all(older.slice(0, -1).map((name) => caches.delete(name)));
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  // What the API answers belongs to a person, not to the device: it is never kept.
  if (/^\/(api|sync|yjs|healthz|metrics)(\/|$)/.test(url.pathname)) return;
  if (request.mode === 'navigate') event.respondWith(openPage(request));
  else if (keptPaths.has(url.pathname)) event.respondWith(fromCache(request));
});

/** The network first, so that a deploy is seen at once; without it the kept shell. */
async function openPage(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    if (response.status < 500) return response;
    return (await caches.match(shell)) ?? response;
  } catch (error) {
    const page = await caches.match(shell);
    if (page) return page;
    throw error;
  }
}

async function fromCache(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}
