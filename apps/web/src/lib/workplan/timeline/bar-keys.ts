/** What a key asks of a bar in the timeline. */
export type BarIntent =
  | { kind: 'move'; by: 1 | -1 }
  | { kind: 'resize'; edge: 'start' | 'end'; by: 1 | -1 }
  | { kind: 'go'; step: number }
  | { kind: 'open' };

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const ways: Record<string, number> = {
  ArrowUp: -1,
  ArrowDown: 1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** Null for keys that belong to the browser. */
export function barIntent({ key, ctrlKey, metaKey, altKey, shiftKey }: Key): BarIntent | null {
  if (altKey || metaKey) return null;
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const by = key === 'ArrowLeft' ? -1 : 1;
    if (shiftKey) return { kind: 'resize', edge: ctrlKey ? 'start' : 'end', by };
    return ctrlKey ? null : { kind: 'move', by };
  }
  if (ctrlKey || shiftKey) return null;
  if (key === 'Enter' || key === ' ') return { kind: 'open' };
  const step = ways[key];
  return step === undefined ? null : { kind: 'go', step };
}
