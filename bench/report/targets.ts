import type { SubjectId } from '../subjects/subject.ts';
import { medianOf, peers, type Results, reference, spreadIn } from './results.ts';

export interface TargetResult {
  what: string;
  against: string;
  target: string;
  found: string;
  verdict: 'met' | 'not met' | 'not measured';
  /** The decision that says where the time goes, and what was tried. */
  account?: string | undefined;
}

type Measured = Pick<Results, 'workloads'>;
type Better = 'more' | 'less';

interface RatioTarget {
  what: string;
  workload: string;
  figure: string;
  better: Better;
  limit: number;
  against: 'reference' | 'best peer';
  /** A limit in the figure's own unit beside the ratio. */
  absolute?: { limit: number; unit: string };
}

const ratioTargets: readonly RatioTarget[] = [
  ratio('typing: hub CPU per update', 'typing', 'hubMicros', 'less', 0.6),
  ratio('typing: hub + PostgreSQL CPU per update', 'typing', 'allMicros', 'less', 1),
  ratio('saturation: deliveries per hub CPU second', 'saturation', 'hubPerCpu', 'more', 5),
  ratio(
    'saturation: deliveries per hub + PostgreSQL CPU second',
    'saturation',
    'allPerCpu',
    'more',
    3,
  ),
  {
    ...ratio('saturation: most deliveries/s with p99 <= 200 ms', 'saturation', 'most', 'more', 3),
    against: 'best peer',
  },
  {
    ...ratio('typing: p99 latency', 'typing', 'p99', 'less', 3),
    against: 'best peer',
    absolute: { limit: 15, unit: 'ms' },
  },
  {
    ...ratio('one room of 100: deliveries per hub CPU second', 'big-room', 'perCpu', 'more', 1.3),
    against: 'best peer',
  },
  ratio('cold open: time until all is received', 'cold-open', 'first', 'less', 0.2),
  ratio('cold open: time until it is readable', 'cold-open', 'firstReadable', 'less', 0.2),
  ratio(
    'cold open: time until it is readable, in a new client',
    'cold-open',
    'newcomerReadable',
    'less',
    0.2,
  ),
  ratio('cold open: memory added', 'cold-open', 'memory', 'less', 0.15),
  ratio('memory per open room with its socket', 'many-documents', 'perRoom', 'less', 0.3),
];

interface OwnTarget {
  what: string;
  workload: string;
  figure: string;
  /** At most. */
  limit: number;
  unit: string;
}

/** Where nobody is compared with. */
const ownTargets: readonly OwnTarget[] = [
  own('two hubs against one: CPU per update, 3,000 updates/s', 'two-hubs', 'manyRatio', 1.2, ''),
  own('two hubs against one: CPU per update, 600 updates/s', 'two-hubs', 'fewRatio', 1.2, ''),
  own('half of saturation: event loop held up, at most', 'steady', 'loopMax', 50, ' ms'),
  own('half of saturation: growth of the heap', 'steady', 'heapGrowth', 5, ' %'),
];

function own(
  what: string,
  workload: string,
  figure: string,
  limit: number,
  unit: string,
): OwnTarget {
  return { what, workload, figure, limit, unit };
}

function ratio(
  what: string,
  workload: string,
  figure: string,
  better: Better,
  limit: number,
): RatioTarget {
  return { what, workload, figure, better, limit, against: 'reference' };
}

/** By workload. */
const accounts: Record<string, string> = {
  ...{ typing: '0021-what-a-keystroke-costs', 'cold-open': '0021-what-a-keystroke-costs' },
  ...{ saturation: '0014-one-row-for-a-commit', 'two-hubs': '0021-what-a-keystroke-costs' },
  steady: '0021-what-a-keystroke-costs',
};

/** What the engine is meant to reach, and whether it did in this run. */
export function judge(results: Measured): TargetResult[] {
  const judged = <T extends { workload: string }>(
    targets: readonly T[],
    of: (results: Measured, target: T) => TargetResult,
  ) => targets.map((target) => ({ ...of(results, target), account: accounts[target.workload] }));
  return [judgeLoss(results), ...judged(ratioTargets, judgeRatio), ...judged(ownTargets, judgeOwn)];
}

/** Each repetition counts, not the median: one lost edit is one too many. */
function judgeLoss(results: Measured): TargetResult {
  const target = {
    what: 'kill -9 of the hub: edits shown or called saved, then lost',
    against: '-',
    target: '0',
  };
  const lost = (['ours', 'ours-yjs'] as const).flatMap((subject) =>
    ['lostSaved', 'lostShownEdits'].map((figure) => spreadIn(results, 'crash', subject, figure)),
  );
  const known = lost.filter((spread) => spread !== undefined);
  if (known.length === 0) return { ...target, found: '-', verdict: 'not measured' };
  const most = Math.max(...known.map((spread) => spread.most));
  return { ...target, found: String(most), verdict: most === 0 ? 'met' : 'not met' };
}

function judgeOwn(results: Measured, target: OwnTarget): TargetResult {
  const { what, workload, figure, limit, unit } = target;
  const line = { what, against: '-', target: `<= ${limit}${unit}` };
  const found = medianOf(results, workload, 'ours', figure);
  if (found === undefined) return { ...line, found: '-', verdict: 'not measured' };
  const verdict = found <= limit ? 'met' : 'not met';
  return { ...line, found: `${found.toPrecision(3)}${unit}`, verdict };
}

function judgeRatio(results: Measured, target: RatioTarget): TargetResult {
  const { what, workload, figure, better, limit, absolute } = target;
  const sign = better === 'less' ? '<=' : '>=';
  const own = medianOf(results, workload, 'ours', figure);
  const rival = rivalOf(results, target);
  const line = {
    what,
    against: target.against === 'reference' ? 'Hocuspocus + PostgreSQL' : 'best peer',
    target: `${sign} ${limit}${absolute ? `, under ${absolute.limit} ${absolute.unit}` : ''}`,
  };
  if (own === undefined || rival === undefined) {
    return { ...line, found: '-', verdict: 'not measured' };
  }
  const found = own / rival;
  const within = better === 'less' ? found <= limit : found >= limit;
  const met = within && (!absolute || own < absolute.limit);
  const own3 = absolute ? `, ${own.toPrecision(3)} ${absolute.unit}` : '';
  return { ...line, found: `${found.toFixed(2)}${own3}`, verdict: met ? 'met' : 'not met' };
}

function rivalOf(results: Measured, target: RatioTarget): number | undefined {
  const of = (subject: SubjectId) => medianOf(results, target.workload, subject, target.figure);
  if (target.against === 'reference') return of(reference);
  const all = peers.map(of);
  // Without one of them nobody knows which is the best.
  if (!all.every((value) => value !== undefined)) return undefined;
  return target.better === 'less' ? Math.min(...all) : Math.max(...all);
}
