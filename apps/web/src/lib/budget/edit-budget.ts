import type * as Y from 'yjs';

/**
 * Writes into the budget that is open as one step of this person's undo. Answers how to take it back
 * while it is the last step; false when it is not.
 */
export type EditBudget = (write: (doc: Y.Doc, origin: unknown) => void) => () => boolean;
