import type { Workspace } from '#lib/collab/workspace.svelte.ts';
import type { RailItem } from '#lib/kit/rail.ts';
import { sectionStatus } from '#lib/narrative/section-state.ts';
import { m } from '#lib/paraglide/messages.js';
import { pageLink, type WorkspacePage } from './place-link.ts';
import { areaOf, type RuleArea } from './rule-areas.ts';

/** The rail doubles as the list of what hinders submission. */
export function workspaceRail(workspace: Workspace, path: string): RailItem[][] {
  const { view, readiness, loaded } = workspace;
  const item = (page: WorkspacePage, label: string, more: Partial<RailItem> = {}): RailItem => {
    const href = pageLink(view.id, page);
    return { href, label, current: path === href || path.startsWith(`${href}/`), ...more };
  };
  const blocks = (area: RuleArea): Partial<RailItem> => {
    const count = readiness.findings.filter(
      (finding) => finding.severity === 'error' && areaOf(finding.rule) === area,
    ).length;
    if (!loaded || count === 0) return {};
    return { note: String(count), noteLabel: m.proposal_left({ count }), tone: 'block' };
  };
  const sections = view.call.sections;
  const written = sections.filter(
    (section) =>
      sectionStatus(workspace.readings.narrative.get(section.key)?.characters ?? 0, section) ===
      'written',
  ).length;
  const partners = view.partners.filter((partner) => partner.status === 'accepted').length;
  return [
    [
      item('overview', m.proposal_overview()),
      item('partners', m.consortium_title(), {
        note: String(partners),
        noteLabel: m.proposal_partner_count({ count: partners }),
        ...(readiness.eligibility.qualifies ? {} : { tone: 'block' as const }),
      }),
      item('narrative', m.narrative_title(), {
        ...(loaded
          ? {
              note: `${written} / ${sections.length}`,
              noteLabel: m.proposal_sections_written({ written, total: sections.length }),
            }
          : {}),
      }),
      item('workplan', m.workplan_title(), blocks('workplan')),
      item('budget', m.budget_title(), blocks('budget')),
      item('cofunding', m.cofunding_title(), blocks('cofunding')),
      item('annexes', m.annex_title(), blocks('annexes')),
    ],
    [
      item('checks', m.proposal_checks(), {
        ...(loaded
          ? {
              note: `${readiness.rulesMet} / ${readiness.rulesTotal}`,
              noteLabel: m.proposal_rules_met({
                met: readiness.rulesMet,
                total: readiness.rulesTotal,
              }),
            }
          : {}),
      }),
      item('activity', m.proposal_activity()),
      item('versions', m.versions_title()),
    ],
  ];
}
