import type { OpenDocument } from '@samspel/sync/client/document-state';

// Offline, or on a line that does not answer, the rest may not wait for ever.
const patienceMs = 2000;

/** Settles when the document can be read and has had a frame to be painted in. */
export function onceShown(open: Pick<OpenDocument, 'state' | 'subscribe'>): Promise<void> {
  return new Promise((resolve) => {
    let waiting = true;
    const done = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const look = () => {
      const { synced, kept } = open.state;
      if (!waiting || !(synced || kept)) return;
      waiting = false;
      // A hidden page paints nothing: then it is the timer that goes on.
      requestAnimationFrame(() => setTimeout(done));
    };
    const timer = setTimeout(done, patienceMs);
    const stop = open.subscribe(look);
    look();
  });
}
