import type { ClientState } from '@samspel/sync/client/document-state';

export type SaveState =
  | { kind: 'saved'; at: number | null }
  | { kind: 'saving' }
  | { kind: 'connecting' }
  | { kind: 'offline'; waiting: number }
  /** They wait on this device until the page is loaded anew. */
  | { kind: 'held'; waiting: number }
  | { kind: 'unsaved'; count: number };

/**
 * What may honestly be said about this person's edits. "Saved" needs the server's word for each of
 * them; refused ones are said first, since only the person can do something about them.
 */
export function saveStateOf(state: ClientState, everOnline: boolean): SaveState {
  if (state.refused > 0) return { kind: 'unsaved', count: state.refused };
  if (state.connection === 'online') {
    if (state.unsaved > state.heldBack) return { kind: 'saving' };
    if (state.heldBack > 0) return { kind: 'held', waiting: state.heldBack };
    return { kind: 'saved', at: state.savedAt };
  }
  if (!everOnline && state.unsaved === 0 && state.connection === 'connecting') {
    return { kind: 'connecting' };
  }
  return { kind: 'offline', waiting: state.unsaved };
}

/** The word that the page's `data-state` carries. */
export function saveStateWord(state: SaveState): 'saved' | 'saving' | 'offline' | 'unsaved' {
  if (state.kind === 'held') return 'unsaved';
  return state.kind === 'connecting' ? 'saving' : state.kind;
}
