/** So long nothing is fetched before the page counts as shown; and at most so long it is waited for. */
const quietMs = 1000;
const atMostMs = 15_000;

/**
 * Registers the service worker once the page has all it asked for. A first visit's worker fetches every
 * file of the client, and a browser opens six lines to a server: what is to be seen comes first.
 */
export function keepShell(): void {
  if (!('serviceWorker' in navigator)) return;
  const fetches = new PerformanceObserver(() => {
    clearTimeout(quiet);
    quiet = setTimeout(register, quietMs);
  });
  function register() {
    clearTimeout(quiet);
    clearTimeout(atMost);
    fetches.disconnect();
    // Without it nothing but the offline page is missing; the next visit tries again.
    navigator.serviceWorker.register('/service-worker.js', { type: 'module' }).catch(() => {});
  }
  let quiet = setTimeout(register, quietMs);
  const atMost = setTimeout(register, atMostMs);
  fetches.observe({ type: 'resource' });
}
