import type { Page } from 'playwright-core';

interface Spot {
  x: number;
  y: number;
}

export interface Finger {
  down(at: Spot): Promise<void>;
  /** In steps, as a finger goes; from where it was. */
  to(at: Spot): Promise<void>;
  up(): Promise<void>;
  /** Another finger beside it, for as long as the first stays. */
  second(at: Spot): Promise<void>;
}

/** Touches as a screen sends them: the browser itself tells a tap from a swipe and a long press. */
export async function fingerOn(page: Page): Promise<Finger> {
  const session = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', spots: Spot[]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: spots.map((spot, id) => ({ ...spot, id })),
    });
  let last: Spot = { x: 0, y: 0 };
  return {
    async down(at) {
      last = at;
      await send('touchStart', [at]);
    },
    async to(at) {
      const from = last;
      for (let step = 1; step <= 8; step += 1) {
        const part = (a: number, b: number) => a + ((b - a) * step) / 8;
        last = { x: part(from.x, at.x), y: part(from.y, at.y) };
        await send('touchMove', [last]);
      }
    },
    up: async () => void (await send('touchEnd', [])),
    second: async (at) => void (await send('touchStart', [last, at])),
  };
}
