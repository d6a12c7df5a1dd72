import { workplanRoots } from '@samspel/domain/workplan/workplan-sheet';
import type { DocumentKind } from './names.ts';

export interface DocumentKindRule {
  /** Raised when the shape changes; `migrations.ts` leads every older version forward. */
  shapeVersion: number;
  /** The only root names that a document of this kind may hold. */
  roots: readonly string[];
}

export const documentKinds: Record<DocumentKind, DocumentKindRule> = {
  narrative: { shapeVersion: 1, roots: ['content'] },
  budget: { shapeVersion: 2, roots: ['lines', 'flat'] },
  cofunding: { shapeVersion: 2, roots: ['sources'] },
  people: { shapeVersion: 1, roots: ['people'] },
  workplan: { shapeVersion: 2, roots: workplanRoots },
};

/** What an editor of this version understands. */
export const documentShapes = Object.fromEntries(
  Object.entries(documentKinds).map(([kind, { shapeVersion }]) => [kind, shapeVersion]),
) as Record<DocumentKind, number>;
