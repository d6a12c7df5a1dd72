import type { DocumentKind } from '@samspel/domain/proposal/proposal-view';
import { documentTitle, kindTitles } from '#lib/collab/document-title.ts';
import type { LiveDocument } from '#lib/collab/live-document.svelte.ts';
import type { Workspace } from '#lib/collab/workspace.svelte.ts';

export interface VersionChoice {
  /** What the address names: `narrative.need`, `workplan`. */
  value: string;
  label: string;
  group: string;
  live: LiveDocument;
}

const kinds: DocumentKind[] = ['narrative', 'workplan', 'budget', 'cofunding', 'people'];

/** The documents that this person reads, in the order of the rail and of sections and partners. */
export function versionChoices(workspace: Workspace): VersionChoice[] {
  const parts = [
    ...workspace.view.call.sections.map(({ key }) => key),
    ...workspace.partners.map(({ id }) => id),
  ];
  const place = ({ kind, part }: LiveDocument) =>
    kinds.indexOf(kind) * 10_000 + parts.indexOf(part ?? '');
  return [...workspace.documents.values()]
    .sort((a, b) => place(a) - place(b))
    .map((live) => ({
      value: live.part === null ? live.kind : `${live.kind}.${live.part}`,
      label: documentTitle(live, workspace),
      group: kindTitles[live.kind](),
      live,
    }));
}

/** Whose part the document belongs to, and why this person may not write in it although nothing is frozen. */
export function standingOf(workspace: Workspace, { kind, part }: LiveDocument) {
  const partner =
    kind === 'narrative'
      ? workspace.sectionPartner(part ?? '')
      : (workspace.partner(part) ?? workspace.lead);
  const right =
    kind === 'narrative' || kind === 'workplan'
      ? workspace.can(kind === 'narrative' ? 'proposal.write_section' : 'proposal.edit_workplan')
      : workspace.canBudget(`${kind}.write`, part ?? '');
  return { partner, reason: right.allowed ? null : right.reason };
}
