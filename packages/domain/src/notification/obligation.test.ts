import { describe, expect, test } from 'vitest';
import {
  addStockholmDays,
  instantIso,
  instantMs,
  isBefore,
  stockholmOffsetMs,
} from '../time/instant.ts';
import { type ObligationState, planReminders, reminderKey, stepsOf } from './obligation.ts';

const closing: ObligationState = {
  kind: 'call_closing',
  dueAt: '2026-12-23T15:00:00.000Z',
  createdAt: '2026-11-01T08:00:00Z',
  isOver: false,
};

describe('steps', () => {
  test('OB1 a closing call reminds seven days and one day before', () => {
    expect(stepsOf('call_closing', closing.dueAt)).toEqual([
      { step: 'T-7d', at: '2026-12-16T15:00:00.000Z' },
      { step: 'T-1d', at: '2026-12-22T15:00:00.000Z' },
    ]);
    const steps = (kind: 'part_unsigned' | 'invitation_unanswered' | 'pledge_unanswered') =>
      stepsOf(kind, closing.dueAt).map(({ step }) => step);
    expect(steps('part_unsigned')).toEqual(['T-7d', 'T-3d', 'T-1d']);
    expect(steps('invitation_unanswered')).toEqual(['T-7d', 'T-1d']);
    expect(steps('pledge_unanswered')).toEqual(['T-14d', 'T-7d', 'T-1d']);
  });

  test('OB1 a step keeps its time of day in Stockholm when the clocks change', () => {
    // 16:00 in winter time; seven days before was still summer time.
    expect(stepsOf('call_closing', '2026-10-28T15:00:00Z').at(0)?.at).toBe(
      '2026-10-21T14:00:00.000Z',
    );
    // 16:00 in summer time; seven days before was still winter time.
    expect(stepsOf('call_closing', '2026-04-01T14:00:00Z').at(0)?.at).toBe(
      '2026-03-25T15:00:00.000Z',
    );
  });
});

describe('what is due', () => {
  const at = (now: string, settled: string[] = [], change: Partial<ObligationState> = {}) =>
    planReminders({ ...closing, ...change }, now, settled);

  test('OB2 nothing before the first step, the step from its instant on', () => {
    expect(at('2026-12-16T14:59:59.999Z')).toEqual({
      send: null,
      supersede: [],
      nextAt: '2026-12-16T15:00:00.000Z',
    });
    expect(at('2026-12-16T15:00:00Z')).toEqual({
      send: 'T-7d',
      supersede: [],
      nextAt: '2026-12-22T15:00:00.000Z',
    });
  });

  test('OB2 a step that is settled is not sent again', () => {
    expect(at('2026-12-17T15:00:00Z', ['T-7d'])).toMatchObject({ send: null, supersede: [] });
  });

  test('OB3 after downtime the latest due step is sent and the older ones are superseded', () => {
    expect(at('2026-12-22T20:00:00Z')).toEqual({
      send: 'T-1d',
      supersede: ['T-7d'],
      nextAt: closing.dueAt,
    });
  });

  test('OB3 steps from before the obligation began are never sent', () => {
    const late = { createdAt: '2026-12-20T12:00:00Z' };
    expect(at('2026-12-20T12:00:00Z', [], late)).toEqual({
      send: null,
      supersede: ['T-7d'],
      nextAt: '2026-12-22T15:00:00.000Z',
    });
    expect(at('2026-12-22T15:00:00Z', ['T-7d'], late)).toMatchObject({ send: 'T-1d' });
  });

  test('OB4 nothing is sent once it is over or its instant has passed', () => {
    const nothing = { send: null, supersede: ['T-7d', 'T-1d'], nextAt: null };
    expect(at('2026-12-22T20:00:00Z', [], { isOver: true })).toEqual(nothing);
    expect(at(closing.dueAt)).toEqual(nothing);
    expect(at('2027-01-01T00:00:00Z', ['T-7d'])).toMatchObject({ send: null, supersede: ['T-1d'] });
  });

  test('OB4 a moved due instant moves what is due', () => {
    const later = { dueAt: '2027-01-20T15:00:00Z' };
    expect(at('2026-12-16T15:00:00Z', [], later)).toMatchObject({ send: null });
  });

  test('OB5 the key is made of obligation, step and recipient', () => {
    expect(reminderKey('o', 'T-1d', 'p')).toBe('o/T-1d/p');
  });
});

describe('Stockholm', () => {
  const hour = 3_600_000;

  test('TI1 is one hour ahead of UTC in winter and two in summer, changing at 01:00 UTC', () => {
    const offset = (iso: string) => stockholmOffsetMs(instantMs(iso)) / hour;
    expect(offset('2026-01-15T00:00:00Z')).toBe(1);
    expect(offset('2026-07-15T00:00:00Z')).toBe(2);
    expect(offset('2026-03-29T00:59:59.999Z')).toBe(1);
    expect(offset('2026-03-29T01:00:00Z')).toBe(2);
    expect(offset('2026-10-25T00:59:59.999Z')).toBe(2);
    expect(offset('2026-10-25T01:00:00Z')).toBe(1);
  });

  test('TI1 agrees with the platform’s own time zone data, hour by hour for thirty years', () => {
    const clock = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Europe/Stockholm',
      hour: '2-digit',
      hourCycle: 'h23',
    });
    const wrong: string[] = [];
    for (let ms = Date.UTC(2020, 0, 1); ms < Date.UTC(2050, 0, 1); ms += 61 * hour) {
      const local = new Date(ms + stockholmOffsetMs(ms)).getUTCHours();
      if (Number(clock.format(ms)) !== local) wrong.push(new Date(ms).toISOString());
    }
    expect(wrong).toEqual([]);
  });

  test('TI1 days keep their time of day; an hour that does not exist becomes the next', () => {
    const later = (iso: string, days: number) => instantIso(addStockholmDays(instantMs(iso), days));
    expect(later('2026-03-28T15:00:00Z', 1)).toBe('2026-03-29T14:00:00.000Z');
    expect(later('2026-10-24T14:00:00Z', 1)).toBe('2026-10-25T15:00:00.000Z');
    // 02:30 on 29 March is skipped; 01:30 UTC is 03:30 there.
    expect(later('2026-03-28T01:30:00Z', 1)).toBe('2026-03-29T01:30:00.000Z');
    // 02:30 on 25 October happens twice; the first one is taken.
    expect(later('2026-10-24T00:30:00Z', 1)).toBe('2026-10-25T00:30:00.000Z');
    expect(later('2026-06-01T10:00:00Z', 0)).toBe('2026-06-01T10:00:00.000Z');
  });

  test('TI1 instants are written as the platform writes them', () => {
    for (let ms = -1e13; ms < 1e13; ms += 12_345_678_901) {
      const whole = Math.floor(ms);
      expect(instantIso(whole)).toBe(new Date(whole).toISOString());
    }
    expect(isBefore('2026-01-01T01:00:00+02:00', '2026-01-01T00:00:00Z')).toBe(true);
    expect(() => instantMs('2026-01-01T00:00:00')).toThrow(RangeError);
    expect(() => instantMs('tomorrow Z')).toThrow(RangeError);
  });
});
