import type { DocumentKind } from '@samspel/domain/proposal/proposal-view';
import { language } from '#lib/kit/i18n.svelte.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Workspace } from './workspace.svelte.ts';

/**
 * What people call a document: the section's title, or whose budget it is. Of an application that is not
 * open here only what kind of document.
 */
export function documentTitle(
  document: { kind: DocumentKind; part: string | null },
  workspace: Pick<Workspace, 'view' | 'partner'> | null,
): string {
  const { kind, part } = document;
  if (!workspace) return kindTitles[kind]();
  if (kind === 'narrative') {
    return language.pick(workspace.view.call.sections.find(({ key }) => key === part)?.title);
  }
  const name = workspace.partner(part)?.organisation.shortName ?? '';
  const texts: Partial<Record<DocumentKind, () => string>> = {
    budget: () => m.budget_grid_label({ name }),
    cofunding: () => `${m.cofunding_title()}: ${name}`,
    people: m.budget_people_title,
    workplan: m.workplan_title,
  };
  return texts[kind]?.() ?? name;
}

export const kindTitles: Record<DocumentKind, () => string> = {
  narrative: m.narrative_title,
  budget: m.budget_title,
  cofunding: m.cofunding_title,
  people: m.budget_people_title,
  workplan: m.workplan_title,
};
