import type * as Y from 'yjs';

/**
 * What a document must not hold although every update of it was well formed. What was acknowledged
 * stays in the log: a repair is one more edit, which everybody sees; what cannot be repaired without
 * loss is left as it is and told to the operator.
 */
export type Verdict =
  | { verdict: 'sound' }
  /** These have to go for the rest to be usable. */
  | { verdict: 'repair'; reason: string; remove: Y.Item[] }
  | { verdict: 'quarantine'; reason: string };

export type Judge = (doc: Y.Doc, kind: string) => Verdict;

/** Asks one after the other; the first that finds something decides. */
export const judgeAll =
  (...judges: readonly Judge[]): Judge =>
  (doc, kind) => {
    for (const judge of judges) {
      const verdict = judge(doc, kind);
      if (verdict.verdict !== 'sound') return verdict;
    }
    return { verdict: 'sound' };
  };
