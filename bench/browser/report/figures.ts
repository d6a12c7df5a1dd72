/** One number of a run. */
export interface Figure {
  key: string;
  label: string;
  /** What was promised of its median, in ms; null where nothing was. */
  target: number | null;
  /** What makes it look better or worse than it is. */
  bias: string;
}

const everyTask =
  'The longest of all tasks of the page’s main thread from one key to the next, a tenth of a second or two: those in which the others’ edits arrive, and the painting, included. Wall time, with server, database, browser and the seven people on the same cores, and with tracing on: too high.';

export const figures: readonly Figure[] = [
  {
    key: 'opening.coldText',
    label: 'first visit: until the text is painted',
    target: 1500,
    bias: 'Nothing in the browser’s caches, files packed by the server once before; no network between: too low by one or two round trips and the time for 0.6 MB.',
  },
  {
    key: 'opening.coldWhole',
    label: 'first visit: until all 40 sections and three budgets are here and judged',
    target: null,
    bias: 'The same.',
  },
  {
    key: 'opening.warmText',
    label: 'next visit: until the text is painted',
    target: 1500,
    bias: 'Files from the service worker; documents always come from the server.',
  },
  {
    key: 'opening.warmWhole',
    label: 'next visit: until all is here and judged',
    target: null,
    bias: 'The same.',
  },
  { key: 'narrative.longest', label: 'text: longest task by key', target: 16, bias: everyTask },
  {
    key: 'narrative.handler',
    label: 'text: the task that handles the key',
    target: null,
    bias: 'Without the painting.',
  },
  { key: 'budget.longest', label: 'budget: longest task by key', target: 16, bias: everyTask },
  {
    key: 'budget.handler',
    label: 'budget: the task that handles the key',
    target: null,
    bias: 'Without the painting.',
  },
  {
    key: 'totals.all',
    label: 'sums of 50 partners of 300 lines',
    target: 5,
    bias: 'After 20 runs, so compiled; a first computation takes several times as long.',
  },
  {
    key: 'totals.oneCell',
    label: 'the same after a change in one cell',
    target: null,
    bias: 'The computation alone, from sheets that have been read.',
  },
];

/** All that was measured, by figure: milliseconds. */
export type Measured = Map<string, number[]>;

export function share(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}
