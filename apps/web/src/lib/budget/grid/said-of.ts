import type { Finding } from '@samspel/domain/finding';
import { m } from '#lib/paraglide/messages.js';
import { findingText } from '#lib/proposal/finding-text.ts';
import { sourcesOf } from '#lib/proposal/source-text.ts';
import type { CellContext } from './cell-input.ts';
import type { GridRow } from './grid-rows.ts';
import type { GridState } from './grid-state.svelte.ts';

export interface Said {
  tone: 'block' | 'info';
  text: string;
}

/** What the rules say of a cell: each finding with its rule's id and source; null where they say nothing. */
export function saidOf(findings: readonly Finding[]): Said | null {
  if (findings.length === 0) return null;
  const texts = findings.map((finding) => {
    const source = sourcesOf(finding.rule).map(({ text }) => text);
    return `${findingText(finding)} (${finding.rule}. ${m.rule_source()}: ${source.join('; ')})`;
  });
  const blocks = findings.some(({ severity }) => severity === 'error');
  return { tone: blocks ? 'block' : 'info', text: texts.join(' ') };
}

/** To whoever has a cell open: that nobody may write in it any more, or that somebody else just has. */
export function saidOfOpen(
  grid: GridState,
  row: GridRow,
  context: CellContext,
  writable: boolean,
): Said | null {
  if (!writable) {
    return {
      tone: 'block',
      text: grid.outdated ? m.grid_outdated_typing() : m.grid_locked_typing(),
    };
  }
  const value = grid.overtaken(row, context);
  if (value === null) return null;
  return { tone: 'block', text: m.grid_overtaken({ value: value || m.grid_history_empty() }) };
}
