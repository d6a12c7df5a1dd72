import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { samspel } from './samspel.ts';

const example = readFileSync(path.join(import.meta.dirname, 'data/budget-example.json'), 'utf8');

interface Case {
  call: Record<string, unknown>;
  partners: Record<string, unknown>[];
}
const changed = (change: (value: Case) => void): string => {
  const value = JSON.parse(example) as Case;
  change(value);
  return JSON.stringify(value);
};

describe('budget compute', () => {
  test('computes the worked example to the minor unit', async () => {
    const { code, stdout, stderr } = await samspel(['budget', 'compute'], { input: example });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      totalMinor: '44843016',
      euMinor: '22421507',
      ownMinor: '22421509',
      uncoveredMinor: '0',
    });
    expect(result.partners[0]).toMatchObject({
      id: 'A',
      categories: { STAFF: '12000000', TRAVEL: '1800000' },
      otherFlat: '0',
      totalMinor: '21133333',
      euMinor: '10566666',
      ownMinor: '10566667',
      uncoveredMinor: '0',
    });
    expect(result.partners[0].sources[0]).toEqual({ id: 's1', amountMinor: '6340000' });
    expect(Object.keys(result.partners[0].categories)).toHaveLength(9);
  });

  test.each([
    ['no JSON', '{', 'stdin'],
    ['nothing', '', 'stdin'],
    ['no partner', changed((value) => value.partners.splice(0)), 'partners'],
    ['an unknown field', changed((value) => Object.assign(value.call, { rate: 1 })), 'call.rate'],
    [
      'a fraction as rate',
      changed((value) => Object.assign(value.call, { euRateBp: 0.5 })),
      'call.euRateBp',
    ],
    [
      'two partners with one id',
      changed((value) => value.partners.push({ ...value.partners[0] })),
      'partners[',
    ],
  ])('%s is malformed input: exit 2, the field is named, no stack', async (_, input, field) => {
    const { code, stdout, stderr } = await samspel(['budget', 'compute'], { input });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(field);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('eligibility check', () => {
  const partner = {
    organisation: '556677-8899',
    kind: 'cluster',
    role: 'lead',
    status: 'accepted',
  };
  const input = (nuts3: string) =>
    JSON.stringify({
      call: {
        minClusters: 3,
        minRegions: 2,
        regionLevel: 'NUTS2',
        countedKinds: ['cluster', 'rdi_platform'],
        countedRoles: ['lead', 'partner'],
      },
      partners: [{ ...partner, nuts3 }],
    });

  test('prints the verdict as one JSON document', async () => {
    const { code, stdout } = await samspel(['eligibility', 'check'], { input: input('SE224') });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      qualifies: false,
      clusters: 1,
      regions: ['SE22'],
      findings: [{ rule: 'EL1' }, { rule: 'EL2' }],
    });
  });

  test('an unknown NUTS code is malformed input that names the field', async () => {
    const { code, stderr } = await samspel(['eligibility', 'check'], { input: input('SE999') });
    expect(code).toBe(2);
    expect(stderr).toContain('partners[0].nuts3');
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('the command line', () => {
  test('--help lists every command on stdout', async () => {
    const { code, stdout } = await samspel(['--help']);
    expect(code).toBe(0);
    const names = [
      'start',
      'init',
      'migrate',
      'seed',
      'budget compute',
      'eligibility check',
      'verify',
    ];
    for (const name of [...names, 'token', 'sync-server', 'backup', 'restore', 'doctor']) {
      expect(stdout).toContain(`  ${name} `);
    }
  });

  test.each([
    [['frobnicate'], 'frobnicate'],
    [['init'], '--admin'],
    [['init', '--admin', 'nobody'], '--admin'],
    [['token', '--user', 'a@b.example'], '--document'],
    [['backup'], 'FILE'],
    [['sync-server', '--port', 'many'], '--port'],
    [['migrate', 'now'], 'now'],
    [['doctor', '--loud'], '--loud'],
  ])('%j is malformed: exit 2 and the field', async (args, field) => {
    const { code, stdout, stderr } = await samspel(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(field);
  });

  test('an old Node gives one clear line', async () => {
    const old = 'Object.defineProperty(process.versions,"node",{value:"20.9.0"})';
    const pretend =
      'Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.9.0"}})';
    const { code, stderr } = await samspel(['doctor'], {
      nodeOptions: ['--import', `data:text/javascript,${pretend};try{${old}}catch{}`],
    });
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('needs Node 24');
  });
});
