import { describe, expect, test } from 'vitest';
import { silentMeter } from './hub-meter.ts';
import { SecurityTrace, type TraceLimits } from './security-trace.ts';

function stage(limits: TraceLimits) {
  const lines: object[] = [];
  const counted: string[] = [];
  const log = {
    info: (details: object, message: string) => void lines.push({ ...details, message }),
    warn() {},
  };
  const meter = {
    ...silentMeter,
    refused: (what: string, reason: string) => void counted.push(`${what} ${reason}`),
  };
  return { lines, counted, trace: new SecurityTrace(log, meter, limits) };
}

const later = (ms: number) => performance.now() + ms;

describe('what the log is told of refusals', () => {
  test('denialMs: the same again is counted each time, and told once with its number', () => {
    const { lines, counted, trace } = stage({ denialMs: 60_000, denialsAtATime: 10 });
    const anna = { person: 'anna', documentName: 'a' };
    for (let i = 0; i < 50; i++) trace.refused('update', 'foreign', anna);
    trace.refused('update', 'frozen', anna);
    trace.refused('update', 'foreign', { ...anna, person: 'bert' });
    trace.refused('update', 'foreign', { ...anna, documentName: 'b' });
    expect(counted).toHaveLength(53);
    expect(lines).toHaveLength(4);
    const first = { message: 'denied', what: 'update', reason: 'foreign', ...anna };
    expect(lines[0]).toMatchObject(first);
    trace.visit(later(59_000));
    expect(lines).toHaveLength(4);
    trace.visit(later(61_000));
    expect(lines).toHaveLength(5);
    expect(lines[4]).toMatchObject({ ...first, more: 49 });
    trace.visit(later(200_000));
    expect(lines).toHaveLength(5);
    trace.refused('update', 'foreign', anna);
    expect(lines[5]).toMatchObject(first);
  });

  test('denialsAtATime: a flood of different ones is a number, and no memory', () => {
    const { lines, counted, trace } = stage({ denialMs: 60_000, denialsAtATime: 5 });
    for (let i = 0; i < 500; i++) {
      trace.refused('document', 'absent', { person: 'anna', documentName: `${i}` });
    }
    expect(counted).toHaveLength(500);
    expect(lines).toHaveLength(5);
    trace.visit(later(61_000));
    expect(lines).toHaveLength(6);
    expect(lines[5]).toEqual({ message: 'denied', more: 495 });
    trace.refused('document', 'absent', { person: 'anna', documentName: 'again' });
    expect(lines).toHaveLength(7);
  });

  test('a name of a stranger makes no long line', () => {
    const { lines, trace } = stage({ denialMs: 60_000, denialsAtATime: 5 });
    const long = 'x'.repeat(100_000);
    trace.refused('upgrade', 'origin', { documentName: long, origin: long });
    expect(JSON.stringify(lines).length).toBeLessThan(600);
  });

  test('much that is deleted is told once, and how often again', () => {
    const { lines, trace } = stage({ denialMs: 60_000, denialsAtATime: 5 });
    const anna = { person: 'anna', documentName: 'a' };
    trace.massDelete(30_000, anna);
    trace.massDelete(40_000, anna);
    trace.visit(Number.POSITIVE_INFINITY);
    const line = { message: 'much was deleted at once', length: 30_000, ...anna };
    expect(lines).toMatchObject([line, { ...line, more: 1 }]);
  });
});
