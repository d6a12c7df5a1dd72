import type { MenuGroup } from '#lib/kit/menu.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Command } from '../grid/key-intent.ts';

interface MenuState {
  line: boolean;
  writable: boolean;
  perform: (command: Command) => void;
  history: () => void;
}

/** What can be done at a cell; keys stand beside what has them. */
export function cellMenu({ line, writable, perform, history }: MenuState): MenuGroup[] {
  const needsLine = line ? undefined : m.budget_choose_line();
  const locked = writable ? undefined : m.grid_read_only();
  const item = (label: string, command: Command, keys: string, needs = needsLine) => ({
    ...{ label, keys, onselect: () => perform(command) },
    disabledReason: needs,
  });
  const change = (label: string, command: Command, keys: string, needs = needsLine) =>
    item(label, command, keys, locked ?? needs);
  return [
    {
      items: [
        change(m.grid_insert(), { kind: 'insert' }, 'Ctrl+Enter', undefined),
        change(m.grid_duplicate(), { kind: 'duplicate' }, 'Alt+Shift+↓'),
        change(m.grid_move_up(), { kind: 'shift', step: -1 }, 'Alt+↑'),
        change(m.grid_move_down(), { kind: 'shift', step: 1 }, 'Alt+↓'),
        { ...change(m.grid_remove(), { kind: 'remove' }, 'Ctrl+Delete'), danger: true },
      ],
    },
    {
      items: [
        change(m.grid_fill(), { kind: 'fill' }, 'Ctrl+D'),
        change(m.grid_clear(), { kind: 'clear' }, 'Delete'),
      ],
    },
    {
      items: [
        item(m.grid_note(), { kind: 'note' }, 'Shift+F2'),
        { label: m.grid_history(), onselect: history, disabledReason: needsLine },
      ],
    },
  ];
}
