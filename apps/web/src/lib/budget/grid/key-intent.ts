/** What a key asks for while no cell is open. */
export type KeyIntent =
  | { kind: 'go'; key: string }
  | { kind: 'open' }
  | { kind: 'type'; text: string }
  | { kind: 'clear' }
  | { kind: 'undo' }
  | { kind: 'redo' }
  | { kind: 'insert' }
  | { kind: 'shift'; step: 1 | -1 }
  | { kind: 'release' };

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const walking = new Set([
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'],
  ...['Home', 'End', 'PageUp', 'PageDown', 'Tab'],
]);

/** Null for keys that belong to the browser. */
export function keyIntent(event: Key): KeyIntent | null {
  const { key, altKey } = event;
  const ctrl = event.ctrlKey || event.metaKey;
  if (altKey) {
    if (key === 'ArrowUp') return { kind: 'shift', step: -1 };
    return key === 'ArrowDown' ? { kind: 'shift', step: 1 } : null;
  }
  if (ctrl) return withControl(key, event.shiftKey);
  if (walking.has(key)) return { kind: 'go', key };
  if (key === 'Enter' || key === 'F2') return { kind: 'open' };
  if (key === 'Delete' || key === 'Backspace') return { kind: 'clear' };
  if (key === 'Escape') return { kind: 'release' };
  return [...key].length === 1 ? { kind: 'type', text: key } : null;
}

function withControl(key: string, shift: boolean): KeyIntent | null {
  const letter = key.toLowerCase();
  if (letter === 'z') return { kind: shift ? 'redo' : 'undo' };
  if (letter === 'y') return { kind: 'redo' };
  if (key === 'Enter') return { kind: 'insert' };
  return walking.has(key) && key !== 'Tab' ? { kind: 'go', key } : null;
}
