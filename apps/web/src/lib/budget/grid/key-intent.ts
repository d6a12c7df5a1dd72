/** What a key asks for while no cell is open. */
export type KeyIntent =
  | { kind: 'go'; key: string }
  | { kind: 'open' }
  | { kind: 'type'; text: string }
  | { kind: 'release' }
  | Command;

/** What is done to lines, to the chosen cells or to one's own steps: keys are one way to ask for it. */
export type Command =
  | { kind: 'clear' }
  | { kind: 'undo' }
  | { kind: 'redo' }
  | { kind: 'insert' }
  | { kind: 'duplicate' }
  | { kind: 'remove' }
  | { kind: 'shift'; step: 1 | -1 }
  | { kind: 'fill' }
  | { kind: 'all' }
  | { kind: 'rows' }
  | { kind: 'columns' }
  | { kind: 'note' }
  | { kind: 'menu' };

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> &
  Partial<Pick<KeyboardEvent, 'getModifierState'>>;

const walking = new Set([
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'],
  ...['Home', 'End', 'PageUp', 'PageDown', 'Tab'],
]);

/** Null for keys that belong to the browser. */
export function keyIntent(event: Key): KeyIntent | null {
  const { key, shiftKey: shift } = event;
  // Signs such as € stand behind AltGr, which Windows tells as Ctrl and Alt together.
  const third = event.getModifierState?.('AltGraph') ?? false;
  if (third && [...key].length === 1) return { kind: 'type', text: key };
  if (event.altKey) return withAlt(key, shift);
  if (event.ctrlKey || event.metaKey) return withControl(key, shift);
  if (key === 'ContextMenu' || (shift && key === 'F10')) return { kind: 'menu' };
  if (shift && key === 'F2') return { kind: 'note' };
  if (shift && key === ' ') return { kind: 'rows' };
  if (walking.has(key)) return { kind: 'go', key };
  if (key === 'Enter' || key === 'F2') return { kind: 'open' };
  if (key === 'Delete' || key === 'Backspace') return { kind: 'clear' };
  if (key === 'Escape') return { kind: 'release' };
  return [...key].length === 1 ? { kind: 'type', text: key } : null;
}

function withAlt(key: string, shift: boolean): KeyIntent | null {
  if (shift) return key === 'ArrowDown' ? { kind: 'duplicate' } : null;
  if (key === 'ArrowUp') return { kind: 'shift', step: -1 };
  return key === 'ArrowDown' ? { kind: 'shift', step: 1 } : null;
}

const commands: Readonly<Record<string, Command>> = {
  a: { kind: 'all' },
  d: { kind: 'fill' },
  y: { kind: 'redo' },
  z: { kind: 'undo' },
  ' ': { kind: 'columns' },
  enter: { kind: 'insert' },
  delete: { kind: 'remove' },
  backspace: { kind: 'remove' },
};

function withControl(key: string, shift: boolean): KeyIntent | null {
  if (shift && key.toLowerCase() === 'z') return { kind: 'redo' };
  const command = shift ? undefined : commands[key.toLowerCase()];
  if (command) return command;
  return walking.has(key) && key !== 'Tab' ? { kind: 'go', key } : null;
}
