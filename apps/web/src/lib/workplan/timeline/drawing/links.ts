import type { OutlineRow } from '@samspel/domain/workplan/outline';
import { type PlanTime, spanOfItem } from '@samspel/domain/workplan/plan-time';

/** A line from an activity to one that waits for it; rows are counted from the top, months from the left. */
export interface Link {
  key: string;
  /**
   * `ahead`: out of the first's end and down (or up) into the second's beginning; `drop`: straight, since
   * they overlap; `back`: the second ends before the first begins.
   */
  kind: 'ahead' | 'drop' | 'back';
  up: boolean;
  left: number;
  width: number;
  top: number;
  rows: number;
  fromId: string;
  toId: string;
}

export function linksOf(rows: readonly OutlineRow[], time: PlanTime): Link[] {
  const places = new Map(rows.map((row, at) => [row.item.id, { row, at }]));
  return rows.flatMap(({ item }, at) =>
    (item.after ?? []).flatMap((id): Link[] => {
      const before = places.get(id);
      if (!before || before.at === at) return [];
      const [first, second] = [spanOfItem(before.row.item, time), spanOfItem(item, time)];
      const across = acrossOf(first, second);
      const top = Math.min(at, before.at);
      const rowsBetween = Math.abs(at - before.at);
      const ends = { key: `${id}>${item.id}`, fromId: id, toId: item.id };
      return [{ ...across, ...ends, up: at < before.at, top, rows: rowsBetween }];
    }),
  );
}

type Span = { from: number; to: number };

function acrossOf(first: Span, second: Span): Pick<Link, 'kind' | 'left' | 'width'> {
  if (second.from >= first.to) {
    return { kind: 'ahead', left: first.to, width: second.from - first.to };
  }
  if (second.to <= first.from) {
    return { kind: 'back', left: second.to, width: first.from - second.to };
  }
  return { kind: 'drop', left: Math.max(first.from, second.from), width: 0 };
}
