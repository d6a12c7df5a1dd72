import type { ClientState } from '@samspel/sync/client/document-state';
import { describe, expect, it } from 'vitest';
import { saveStateOf, saveStateWord } from './save-state.ts';

const state = (more: Partial<ClientState>): ClientState => ({
  ...{ connection: 'online', unsaved: 0, heldBack: 0, refused: 0, savedAt: 5, clockOffsetMs: 0 },
  ...more,
});

describe('what is said about saving', () => {
  it('says saved only online and with nothing on its way', () => {
    expect(saveStateOf(state({}), true)).toEqual({ kind: 'saved', at: 5 });
    expect(saveStateOf(state({ unsaved: 1 }), true)).toEqual({ kind: 'saving' });
    expect(saveStateOf(state({ connection: 'offline' }), true)).toEqual({
      kind: 'offline',
      waiting: 0,
    });
    expect(saveStateOf(state({ connection: 'connecting', unsaved: 3 }), false)).toEqual({
      kind: 'offline',
      waiting: 3,
    });
  });

  it('calls nothing saved that waits for a newer page', () => {
    expect(saveStateOf(state({ unsaved: 2, heldBack: 1 }), true)).toEqual({ kind: 'saving' });
    const held = saveStateOf(state({ unsaved: 2, heldBack: 2 }), true);
    expect(held).toEqual({ kind: 'held', waiting: 2 });
    expect(saveStateWord(held)).toBe('unsaved');
  });

  it('puts refused edits before everything else', () => {
    expect(saveStateOf(state({ refused: 2, connection: 'offline' }), true)).toEqual({
      kind: 'unsaved',
      count: 2,
    });
  });

  it('does not call the first connection a loss', () => {
    const first = saveStateOf(state({ connection: 'connecting', savedAt: null }), false);
    expect(first).toEqual({ kind: 'connecting' });
    expect(saveStateWord(first)).toBe('saving');
  });
});
