import { TRPCError } from '@trpc/server';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import { callProcedure, procedures } from '../../../tests/support/procedures.ts';
import { openStage } from '../../../tests/support/stage.ts';
import { buildWorld } from '../../../tests/support/world.ts';
import { appRouter } from './router.ts';

const database = await testDatabase();
const stage = await openStage(database);
const { ids, callers } = await buildWorld(stage);

// Whoever is let in furthest: what is refused before is no test of the input.
const callerOf = (path: string) => {
  const { lets } = procedures[path]!;
  return callers[lets.includes('coordinator') ? 'coordinator' : lets[0]!];
};

const deep = JSON.parse(`${'['.repeat(2000)}${']'.repeat(2000)}`) as unknown;

const hostileValues: [string, unknown][] = [
  ['NUL', 'a\u0000b'],
  ['a lone high surrogate', 'a\ud800b'],
  ['a lone low surrogate', '\udfff'],
  ['a megabyte', 'x'.repeat(1_000_000)],
  ['four-byte characters', '𝒳'.repeat(300)],
  ['a bidirectional override', 'Region\u202eenåkS'],
  ['only spaces', ' \t\u00a0 '],
  ['the empty text', ''],
  ['a path', '../../etc/passwd'],
  ['a pattern', '%_\\%'],
  ['quotes', `'; drop table samspel.person; --`],
  ['null', null],
  ['true', true],
  ['a negative number', -1],
  ['a fraction', 0.1],
  ['beyond int4', 2 ** 53],
  ['1e308', 1e308],
  ['an array', []],
  ['a nest', deep],
  ['an object', {}],
  ['a foreign prototype', JSON.parse('{"__proto__":{"isAdmin":true}}')],
  ['a date out of range', '+275760-09-13T00:00:00.001Z'],
  ['a day that is none', '2026-02-30'],
  ['nil uuid', '00000000-0000-0000-0000-000000000000'],
];

interface Case {
  what: string;
  input: unknown;
}

function casesFor(valid: Record<string, unknown>): Case[] {
  const leaves = Object.keys(valid).flatMap((key) =>
    hostileValues.map(([what, value]) => ({
      what: `${key}: ${what}`,
      input: { ...valid, [key]: value },
    })),
  );
  const missing = Object.keys(valid).map((key) => {
    const { [key]: _gone, ...rest } = valid;
    return { what: `without ${key}`, input: rest };
  });
  const extra = ['tenantId', 'role', 'status', 'createdAt', 'constructor', 'isAdmin']
    .filter((key) => !(key in valid))
    .map((key) => ({ what: `extra ${key}`, input: { ...valid, [key]: 'x' } }));
  const proto = JSON.parse(`{"__proto__":{"x":1}${serialised(valid)}}`) as unknown;
  const whole = hostileValues.map(([what, value]) => ({
    what: `instead of all: ${what}`,
    input: value,
  }));
  return [...leaves, ...missing, ...extra, { what: 'extra __proto__', input: proto }, ...whole];
}

const serialised = (valid: Record<string, unknown>) => {
  const inner = JSON.stringify(valid).slice(1, -1);
  return inner ? `,${inner}` : '';
};

const listed = Object.keys(procedures).filter((path) => path in appRouter._def.procedures);

describe.each(listed)('%s', (path) => {
  test('answers hostile input with a refusal of its own, never with a failure', async () => {
    const failures: string[] = [];
    for (const { what, input } of casesFor(
      procedures[path]!.input(ids) as Record<string, unknown>,
    )) {
      await callProcedure(callerOf(path), path, input).catch((error: unknown) => {
        const code = error instanceof TRPCError ? error.code : 'UNKNOWN';
        if (code === 'INTERNAL_SERVER_ERROR' || code === 'UNKNOWN') {
          failures.push(`${what}: ${String((error as Error).cause ?? error)}`);
        }
      });
    }
    expect(failures).toEqual([]);
  });

  test('takes no key that it does not know', async () => {
    const valid = procedures[path]!.input(ids) as Record<string, unknown>;
    const call = callProcedure(callerOf(path), path, { ...valid, tenantId: ids.proposalId });
    await expect(call).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

test('nothing that was sent changed a prototype', () => {
  expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});
