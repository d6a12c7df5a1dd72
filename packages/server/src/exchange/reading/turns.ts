import { DomainError } from '@samspel/domain/errors';

export interface TurnLimits {
  times: number;
  withinMs: number;
}

const limits: TurnLimits = { times: 30, withinMs: 10 * 60_000 };

/**
 * Reading costs more than asking: each person has one file read at a time, and so many in a while, by
 * this process. The clock is that of the process, which only ever goes forward.
 */
export function openTurns({ times, withinMs }: TurnLimits = limits, now = () => performance.now()) {
  const reading = new Set<string>();
  const taken = new Map<string, number[]>();
  const recent = (personId: string) =>
    (taken.get(personId) ?? []).filter((at) => now() - at < withinMs);
  return async function inTurn<T>(personId: string, work: () => Promise<T>): Promise<T> {
    if (reading.has(personId)) throw new DomainError('rate_limited', 'one_file_at_a_time');
    for (const one of taken.keys()) if (recent(one).length === 0) taken.delete(one);
    const before = recent(personId);
    if (before.length >= times) throw new DomainError('rate_limited', 'too_many_files');
    taken.set(personId, [...before, now()]);
    reading.add(personId);
    try {
      return await work();
    } finally {
      reading.delete(personId);
    }
  };
}
