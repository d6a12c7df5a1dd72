import type { WorkplanField } from '@samspel/documents/workplan-document';
import type { WorkplanRoot } from '@samspel/domain/workplan/workplan-sheet';

export type FieldKind = 'text' | 'from' | 'to' | 'day' | 'partner' | 'person' | 'parent';
export type ShownField = Exclude<WorkplanField, 'title' | 'description'>;

export const fieldKinds: Record<ShownField, FieldKind> = {
  parentId: 'parent',
  responsiblePartnerId: 'partner',
  startPeriod: 'from',
  endPeriod: 'to',
  ownerPersonId: 'person',
  dueDate: 'day',
  evidence: 'text',
  unit: 'text',
  target: 'text',
};

/** What each kind of item says beside its title in the list; its details say the rest. */
export const fieldsOf: Record<WorkplanRoot, readonly ShownField[]> = {
  packages: ['responsiblePartnerId', 'startPeriod', 'endPeriod'],
  activities: ['responsiblePartnerId', 'startPeriod', 'endPeriod'],
  deliverables: ['responsiblePartnerId', 'endPeriod'],
  milestones: ['ownerPersonId', 'dueDate'],
  indicators: ['unit', 'target', 'endPeriod'],
};

/** What stands on a line of its own below the others. */
export const longFieldOf: Partial<Record<WorkplanRoot, ShownField>> = { milestones: 'evidence' };

/** What an item belongs to. */
export const parentRootOf: Partial<Record<WorkplanRoot, WorkplanRoot>> = {
  activities: 'packages',
  deliverables: 'activities',
  milestones: 'packages',
  indicators: 'packages',
};

/** Which columns a finding may name that the list itself does not show. */
export function isInDetails(root: WorkplanRoot, column: string): boolean {
  const shown: readonly string[] = ['title', ...fieldsOf[root], longFieldOf[root] ?? 'title'];
  return column !== '' && column !== 'row' && !shown.includes(column);
}
