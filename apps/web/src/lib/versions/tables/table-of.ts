import type * as Y from 'yjs';
import type { LiveDocument } from '#lib/collab/live-document.svelte.ts';
import type { Workspace } from '#lib/collab/workspace.svelte.ts';
import { peopleTable, planTable } from './list-tables.ts';
import { budgetTable, sourceTable } from './money-tables.ts';
import type { PastTable } from './past-table.ts';

export function tableOf(workspace: Workspace, live: LiveDocument, past: Y.Doc): PastTable {
  const { kind, part } = live;
  if (kind === 'budget') return budgetTable(workspace, part ?? '', past);
  if (kind === 'cofunding') return sourceTable(workspace, part ?? '', past);
  return kind === 'people' ? peopleTable(past) : planTable(workspace, past);
}
