import type * as Y from 'yjs';
import { documentKinds } from './kinds.ts';
import { type DocumentKind, documentKindNames } from './names.ts';

/** Leads a document of one shape version to the next; written forward only, and kept for ever. */
export interface Migration {
  from: number;
  to: number;
  migrate(doc: Y.Doc): void;
}

// A version that only adds what may be absent: an older document has none of it, and is whole.
const added: Migration = { from: 1, to: 2, migrate: () => {} };

export const migrations: Record<DocumentKind, readonly Migration[]> = {
  narrative: [],
  budget: [added],
  cofunding: [added],
  people: [],
  workplan: [added],
};

/**
 * Shapes that stored documents of these kinds are in as they lie, since every step so far only added. A step
 * that rewrites has to be written into the document, in the transaction that raises it.
 */
export function shapesToRaise(
  steps: Record<DocumentKind, readonly Migration[]> = migrations,
): Partial<Record<DocumentKind, number>> {
  const kinds = documentKindNames.filter((kind) => steps[kind].every((step) => step === added));
  return Object.fromEntries(kinds.map((kind) => [kind, documentKinds[kind].shapeVersion]));
}

/** The origin of a migration's transaction: nobody's undo takes it back. */
export const migrationOrigin = 'samspel:migration';

/** DO3: throws when no chain of migrations leads from the version to the current one. */
export function migrateForward(
  doc: Y.Doc,
  kind: DocumentKind,
  from: number,
  chain: readonly Migration[] = migrations[kind],
  to: number = documentKinds[kind].shapeVersion,
): void {
  let version = from;
  while (version !== to) {
    const step = chain.find((migration) => migration.from === version && migration.to > version);
    if (!step) throw new RangeError(`no migration of ${kind} documents from version ${version}`);
    doc.transact(() => step.migrate(doc), migrationOrigin);
    version = step.to;
  }
}
