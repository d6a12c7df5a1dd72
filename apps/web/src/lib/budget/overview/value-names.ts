import type { DimensionValue } from '@samspel/domain/budget/overview/charts';
import type { Dimension, Slice } from '@samspel/domain/budget/overview/roll-up';
import type { Workspace } from '#lib/collab/workspace.svelte.ts';
import { language } from '#lib/kit/i18n.svelte.ts';
import { m } from '#lib/paraglide/messages.js';
import { categoryName } from '#lib/proposal/finding-text.ts';
import { periodMonths } from './period-months.ts';

export const dimensions: readonly Dimension[] = ['category', 'partner', 'period', 'workPackage'];

export function dimensionName(dimension: Dimension): string {
  const names: Record<Dimension, () => string> = {
    category: m.overview_by_category,
    partner: m.overview_by_partner,
    period: m.overview_by_period,
    workPackage: m.overview_by_work_package,
  };
  return names[dimension]();
}

/** What a value of a dimension is called: "Staff", "Smart Textiles", "Period 2", "WP 1 Pilots". */
export function valueName(
  workspace: Workspace,
  dimension: Dimension,
  value: DimensionValue,
): string {
  if (dimension === 'category') return categoryName(String(value));
  if (dimension === 'period') return m.overview_period({ period: value ?? '' });
  if (dimension === 'partner') {
    return workspace.partner(String(value))?.organisation.shortName ?? '';
  }
  if (value === null) return m.overview_no_package();
  const packages = workspace.application.workplan?.packages ?? [];
  const at = packages.findIndex(({ id }) => id === value);
  if (at === -1) return m.overview_package_gone();
  return m.overview_package({ number: at + 1, title: packages[at]?.title ?? '' }).trim();
}

/** "Staff · Smart Textiles"; the whole budget has a name too. */
export function sliceName(workspace: Workspace, where: Slice): string {
  const names = dimensions.flatMap((dimension) => {
    const value = where[dimension];
    return value === undefined ? [] : [valueName(workspace, dimension, value)];
  });
  return names.join(' · ') || m.overview_all();
}

/** "Mar – Aug 2027", where the project knows when it starts. */
export function periodDates(workspace: Workspace, period: number): string | null {
  const { startsOn, months, call } = workspace.view;
  const range = startsOn && periodMonths(startsOn, call.periods.lengthMonths, period, months);
  if (!range) return null;
  return new Intl.DateTimeFormat(language.tag, {
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).formatRange(range.from, range.to);
}
