/**
 * Dies by SIGKILL at a named place, so that tests can cut a process between any two steps.
 * `SAMSPEL_FAILPOINT=name` kills at the first passage, `name:3` at the third.
 * Inert outside tests: the variable alone does nothing under NODE_ENV=production.
 */
export function failpoint(name: string): void {
  const wanted = process.env.SAMSPEL_FAILPOINT;
  if (!wanted || process.env.NODE_ENV === 'production') return;
  const [place, nth = '1'] = wanted.split(':');
  if (place !== name) return;
  passages += 1;
  if (passages >= Number(nth)) process.kill(process.pid, 'SIGKILL');
}

let passages = 0;
