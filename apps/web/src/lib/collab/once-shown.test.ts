import type { DocumentState } from '@samspel/sync/client/document-state';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onceShown } from './once-shown.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (paint: () => void) => setTimeout(paint, 16));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function opened() {
  const listeners = new Set<() => void>();
  const state = { synced: false, kept: false } as DocumentState;
  const settled = vi.fn();
  const open = {
    state,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  void onceShown(open).then(settled);
  const change = (more: Partial<DocumentState>) => {
    Object.assign(state, more);
    for (const listener of [...listeners]) listener();
  };
  return { settled, change, listeners };
}

test.each(['synced', 'kept'] as const)(
  'what is %s is waited for, and painted first',
  async (how) => {
    const { settled, change, listeners } = opened();
    await vi.advanceTimersByTimeAsync(500);
    change({ unsaved: 1 });
    expect(settled).not.toHaveBeenCalled();
    change({ [how]: true });
    change({ [how]: true });
    await vi.advanceTimersByTimeAsync(0);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(20);
    expect(settled).toHaveBeenCalledOnce();
    expect(listeners.size).toBe(0);
  },
);

test('what does not come is not waited for longer than two seconds', async () => {
  const { settled, listeners } = opened();
  await vi.advanceTimersByTimeAsync(1999);
  expect(settled).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(settled).toHaveBeenCalledOnce();
  expect(listeners.size).toBe(0);
});
