import type { Language } from '@samspel/domain/person/person-view';
import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import { type OutlineRow, outlineOf } from '@samspel/domain/workplan/outline';
import {
  dayAtMonth,
  lastDayOfSpan,
  monthOfDay,
  type PlanTime,
  periodsOfItem,
  planTimeOf,
  spanOfItem,
  takesPeriod,
} from '@samspel/domain/workplan/plan-time';
import { isEmptyWorkplan } from '@samspel/domain/workplan/workplan-sheet';
import { dayText } from '../text/format.ts';
import type { Block, TableColumn, TableRow } from './print-model.ts';
import { nameOf } from './print-money.ts';
import { timelineMarks, type WorkplanLabels, workplanLabels } from './workplan-labels.ts';

interface Printing {
  language: Language;
  labels: WorkplanLabels;
  document: SubmissionDocument;
  time: PlanTime;
  rows: readonly OutlineRow[];
  numbers: ReadonlyMap<string, string>;
  /** Names of milestones' owners, by person id. */
  owners: ReadonlyMap<string, string>;
}

const wide = (label: string): TableColumn => ({ label, align: 'left', width: 'wide' });
const narrow = (label: string): TableColumn => ({ label, align: 'left', width: 'fit' });

// A page that stands upright has room for so many narrow columns beside a title.
const mostPeriods = 12;

/** The work plan: its timeline as a table of periods, then each package with what lies in it. */
export function printWorkplan(
  language: Language,
  document: SubmissionDocument,
  owners: ReadonlyMap<string, string>,
): Block[] {
  const { workplan: plan, call, proposal } = document;
  if (!plan || isEmptyWorkplan(plan)) return [];
  const rows = outlineOf(plan);
  const numbers = new Map(rows.map(({ item, number }) => [item.id, number]));
  const labels = workplanLabels[language];
  const time = planTimeOf(call, proposal);
  const printing = { language, labels, document, time, rows, numbers, owners };
  return [
    { t: 'chapter', text: labels.title, newPage: true },
    ...(time.periods <= mostPeriods ? timelineTable(printing) : []),
    ...plan.packages.flatMap(({ id }) => printPackage(printing, id)),
    ...printLoose(printing),
  ];
}

function timelineTable(printing: Printing): Block[] {
  const { language, labels, time, rows } = printing;
  const marks = timelineMarks[language];
  const periods = Array.from({ length: time.periods }, (_, index) => index + 1);
  const drawn = rows.filter(({ root }) => root !== 'indicators');
  return [
    { t: 'heading', level: 2, text: labels.timeline, meta: labels.legend },
    {
      t: 'table',
      caption: '',
      columns: [narrow(''), wide(labels.what), ...periods.map((period) => narrow(String(period)))],
      rows: drawn.map((row): TableRow => {
        const mark = marks[row.root] ?? 'x';
        const inPeriod = (period: number) => (takesPeriod(row, period, time) ? mark : '');
        return {
          kind: row.root === 'packages' ? 'group' : 'plain',
          cells: [row.number, titleOf(printing, row), ...periods.map(inPeriod)],
        };
      }),
    },
  ];
}

function printPackage(printing: Printing, packageId: string): Block[] {
  const rows = printing.rows.filter((row) => row.packageId === packageId);
  const [own, ...inside] = rows;
  if (!own) return [];
  const { labels } = printing;
  const meta = [responsibleOf(printing, own), whenText(printing, own)].filter(Boolean).join(' · ');
  const { description } = own.item;
  return [
    {
      t: 'heading',
      level: 2,
      text: `${labels.kinds.packages} ${own.number}: ${titleOf(printing, own)}`,
      meta,
    },
    ...(description ? [{ t: 'paragraph' as const, c: [{ s: description }] }] : []),
    ...contentTable(printing, inside),
  ];
}

function printLoose(printing: Printing): Block[] {
  const rows = printing.rows.filter(({ packageId }) => packageId === null);
  if (rows.length === 0) return [];
  const heading = { t: 'heading', level: 2, text: printing.labels.loose } as const;
  return [heading, ...contentTable(printing, rows)];
}

function contentTable(printing: Printing, rows: readonly OutlineRow[]): Block[] {
  const { labels } = printing;
  if (rows.length === 0) return [];
  return [
    {
      t: 'table',
      caption: '',
      columns: [narrow(''), wide(labels.what), wide(labels.responsible), wide(labels.when)],
      rows: rows.map((row) => ({
        kind: 'plain',
        cells: [
          row.number,
          [`${labels.kinds[row.root]}: ${titleOf(printing, row)}`, ...notesOf(printing, row)].join(
            '\n',
          ),
          responsibleOf(printing, row) || '–',
          whenText(printing, row),
        ],
      })),
    },
  ];
}

function titleOf({ labels }: Printing, { item }: OutlineRow): string {
  return item.title || labels.unnamed;
}

function responsibleOf({ document, owners }: Printing, { root, item }: OutlineRow): string {
  if (root === 'milestones') return owners.get(item.ownerPersonId ?? '') ?? '';
  return nameOf(document, item.responsiblePartnerId ?? '');
}

function notesOf({ labels, document, numbers }: Printing, { item }: OutlineRow): string[] {
  const after = (item.after ?? []).flatMap((id) => numbers.get(id) || []);
  const partners = (item.partnerIds ?? []).map((id) => nameOf(document, id)).filter(Boolean);
  const target = [item.target, item.unit].filter(Boolean).join(' ');
  return [
    item.description ?? '',
    after.length > 0 ? labels.after(after.join(', ')) : '',
    partners.length > 0 ? labels.partners(partners.join(', ')) : '',
    item.evidence ? labels.evidence(item.evidence) : '',
    target ? labels.target(target) : '',
  ].filter(Boolean);
}

function whenText({ language, labels, time }: Printing, { root, item }: OutlineRow): string {
  if (root === 'milestones') {
    // What anybody's software wrote there: a day that is none is printed as it stands.
    const known = monthOfDay({ ...time, start: '2000-01-01' }, item.dueDate) !== null;
    return item.dueDate ? (known ? dayText(language, item.dueDate) : item.dueDate) : labels.noDate;
  }
  const due = root === 'deliverables' || root === 'indicators';
  if (due && item.endPeriod === null) return labels.noDate;
  const { from, to } = periodsOfItem(item, time);
  const span = spanOfItem(item, time);
  const [first, last] = [dayAtMonth(time, span.from), lastDayOfSpan(time, span)];
  const periods = due ? labels.duePeriod(to) : labels.period(from, to);
  if (!first || !last) return periods;
  const days = due
    ? dayText(language, last)
    : `${dayText(language, first)} – ${dayText(language, last)}`;
  return `${periods}\n${days}`;
}
