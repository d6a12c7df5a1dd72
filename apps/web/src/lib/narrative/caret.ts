import type { DecorationAttrs } from '@tiptap/pm/view';
import type { Awareness } from 'y-protocols/awareness';
import { personColour } from '#lib/kit/person-colour.ts';

const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 80) : '');

function colourOf(user: Record<string, unknown>): string {
  return personColour(text(user.personId) || text(user.id));
}

/**
 * The caret plugin insists on a hexadecimal colour in every state and warns about others' names for
 * theirs; ours come from the page's own palette, so it is shown one that satisfies it. One's own other
 * tabs have no caret here.
 */
export function paintable(awareness: Awareness, me: string): Awareness {
  return Object.create(awareness, {
    getStates: {
      value: () =>
        new Map(
          [...awareness.getStates()]
            .filter(([, state]) => !state.user || (state.user.personId ?? state.user.id) !== me)
            .map(([clientId, state]) => [
              clientId,
              state.user ? { ...state, user: { ...state.user, color: '#000000' } } : state,
            ]),
        ),
    },
  });
}

/** Somebody else's caret: initials stay, the name shows while it moves. Read out it would only disturb. */
export function drawCaret(user: Record<string, unknown>): HTMLElement {
  const caret = document.createElement('span');
  caret.className = 'caret';
  caret.setAttribute('aria-hidden', 'true');
  caret.style.setProperty('--c', colourOf(user));
  const label = document.createElement('span');
  label.className = 'caret-label';
  const initials = document.createElement('b');
  initials.textContent = text(user.initials) || '?';
  const name = document.createElement('span');
  name.textContent = text(user.name);
  label.append(initials, name);
  caret.append(label);
  return caret;
}

export function drawSelection(user: Record<string, unknown>): DecorationAttrs {
  return { class: 'caret-selection', style: `--c: ${colourOf(user)}` };
}
