import type { Page } from 'playwright-core';

/** Everything that a page receives, by socket and by HTTP, from now on. */
export interface Traffic {
  /** Bytes of all frames and answers that contain the text. */
  mentions(text: string): number;
  size(): number;
}

export function listen(page: Page): Traffic {
  const received: Buffer[] = [];
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => received.push(Buffer.from(payload)));
  });
  page.on('response', (response) => {
    if (!response.url().includes('/api/')) return;
    // Streams end with their page; what they carried is told by the frames of the sockets or not at all.
    response.body().then(
      (body) => received.push(body),
      () => {},
    );
  });
  return {
    mentions: (text) => received.filter((bytes) => bytes.includes(text)).length,
    size: () => received.reduce((sum, bytes) => sum + bytes.length, 0),
  };
}
