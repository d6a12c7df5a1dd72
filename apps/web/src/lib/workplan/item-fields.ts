import type { WorkplanField } from '@samspel/documents/workplan-document';
import type { WorkplanRoot } from '@samspel/domain/workplan/workplan-sheet';

export type FieldKind = 'text' | 'period' | 'day' | 'partner' | 'person' | 'activity';
export type ShownField = Exclude<WorkplanField, 'title' | 'description'>;

export const fieldKinds: Record<ShownField, FieldKind> = {
  parentId: 'activity',
  responsiblePartnerId: 'partner',
  startPeriod: 'period',
  endPeriod: 'period',
  ownerPersonId: 'person',
  dueDate: 'day',
  evidence: 'text',
  unit: 'text',
  target: 'text',
};

/** What each kind of item says beside its title; what it belongs to is shown by where it stands. */
export const fieldsOf: Record<WorkplanRoot, readonly ShownField[]> = {
  packages: ['responsiblePartnerId', 'startPeriod', 'endPeriod'],
  activities: ['responsiblePartnerId', 'startPeriod', 'endPeriod'],
  deliverables: ['parentId', 'responsiblePartnerId', 'endPeriod'],
  milestones: ['ownerPersonId', 'dueDate', 'evidence'],
  indicators: ['unit', 'target', 'endPeriod'],
};
