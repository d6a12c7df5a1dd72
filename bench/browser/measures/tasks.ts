import type { Browser } from 'playwright-core';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  args?: { data?: { type?: string } };
}

export interface Tasks {
  /** By keystroke, ms: the task that ran the key's handlers. */
  handler: number[];
  /** The longest of all tasks of the page's main thread until the next key: the screen's answer and the others' edits included. */
  longest: number[];
}

/** What the browser itself recorded of its main thread while `work` went on. */
export async function traceTasks(browser: Browser, work: () => Promise<void>): Promise<Tasks> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    events.push(...(value as unknown as TraceEvent[]).filter(({ ph }) => ph === 'X'));
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      recordMode: 'recordContinuously',
      includedCategories: [
        'toplevel',
        'devtools.timeline',
        'disabled-by-default-devtools.timeline',
      ],
      excludedCategories: ['*'],
    },
  });
  await work();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  return tasksOf(events);
}

export function tasksOf(events: readonly TraceEvent[]): Tasks {
  const keys = events.filter(
    ({ name, args }) => name === 'EventDispatch' && args?.data?.type === 'keydown',
  );
  const first = keys[0];
  if (!first) throw new Error('the trace has no key');
  const tasks = events
    .filter(({ name }) => name === 'RunTask' || name === 'ThreadControllerImpl::RunTask')
    .filter(({ pid, tid }) => pid === first.pid && tid === first.tid)
    .sort((a, b) => a.ts - b.ts);
  // The browser may name a task twice, by either name: the outer one counts.
  const outer = tasks.filter((task, at) => {
    const before = tasks[at - 1];
    return !before || before.ts + (before.dur ?? 0) <= task.ts;
  });
  const begins = keys
    .map(({ ts }) => outer.findLast((task) => task.ts <= ts))
    .filter((task) => task !== undefined)
    .sort((a, b) => a.ts - b.ts);
  const result: Tasks = { handler: [], longest: [] };
  for (const [at, task] of begins.slice(0, -1).entries()) {
    const until = begins[at + 1]!.ts;
    const within = outer.filter(({ ts }) => ts >= task.ts && ts < until);
    const longest = within.reduce((a, b) => ((b.dur ?? 0) > (a.dur ?? 0) ? b : a), task);
    result.handler.push((task.dur ?? 0) / 1000);
    result.longest.push((longest.dur ?? 0) / 1000);
  }
  return result;
}
