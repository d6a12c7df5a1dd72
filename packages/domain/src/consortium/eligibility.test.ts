import { describe, expect, test } from 'vitest';
import { CaseError } from '../case-error.ts';
import {
  checkEligibility,
  type EligibilityEntry,
  type EligibilityRules,
  organisationKey,
} from './eligibility.ts';
import { parseEligibilityCase } from './eligibility-case.ts';
import { counties, regionCode } from './regions.ts';

const rules: EligibilityRules = {
  minClusters: 3,
  minRegions: 2,
  regionLevel: 'NUTS2',
  countedKinds: ['cluster', 'rdi_platform'],
  countedRoles: ['lead', 'partner'],
};
const byCounty: EligibilityRules = { ...rules, regionLevel: 'NUTS3' };

const home: Record<string, string> = {
  'Mobile Heights': 'SE224',
  'IUC Skåne': 'SE224',
  Techtank: 'SE221',
  Compare: 'SE311',
  'Paper Province': 'SE311',
  'Triple Steelix': 'SE312',
  'Automation Region': 'SE125',
  Järnvägsklustret: 'SE125',
  TTC: 'SE124',
  'Automation Småland': 'SE211',
  'Smart Textiles': 'SE232',
  'Interior Cluster': 'SE212',
  'Bron Innovation': 'SE321',
  Stuns: 'SE121',
};

function cluster(organisation: string, change: Partial<EligibilityEntry> = {}): EligibilityEntry {
  const nuts3 = home[organisation] ?? 'SE110';
  const kind = organisation === 'Stuns' ? 'rdi_platform' : 'cluster';
  return { organisation, kind, nuts3, role: 'partner', status: 'accepted', ...change };
}

const of = (...names: string[]) => names.map((name) => cluster(name));

describe('consortia', () => {
  test('EL1, EL2 the six of the first interregional cluster project qualify at both levels', () => {
    const six = of(
      'Mobile Heights',
      'Automation Region',
      'Bron Innovation',
      'Stuns',
      'Smart Textiles',
      'Techtank',
    );
    expect(checkEligibility(rules, six)).toEqual({
      qualifies: true,
      clusters: 6,
      regions: ['SE12', 'SE22', 'SE23', 'SE32'],
      findings: [],
    });
    expect(checkEligibility(byCounty, six).regions).toHaveLength(6);
    const clustersOnly = { ...rules, countedKinds: ['cluster'] };
    expect(checkEligibility(clustersOnly, six).clusters).toBe(5);
  });

  test.each([
    [['Mobile Heights', 'IUC Skåne', 'Techtank'], ['SE22'], ['SE221', 'SE224']],
    [['Compare', 'Paper Province', 'Triple Steelix'], ['SE31'], ['SE311', 'SE312']],
    [['Automation Region', 'Järnvägsklustret', 'TTC'], ['SE12'], ['SE124', 'SE125']],
  ])('EL2 %j are one region at NUTS 2 and two at NUTS 3', (names, regions, codes) => {
    const national = checkEligibility(rules, of(...names));
    expect(national).toMatchObject({ qualifies: false, clusters: 3, regions });
    expect(national.findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['EL2', 'error'],
    ]);
    const county = checkEligibility(byCounty, of(...names));
    expect(county).toMatchObject({ qualifies: true, regions: codes });
  });

  test('EL1 two clusters in two regions are too few', () => {
    const two = checkEligibility(rules, of('Automation Region', 'Automation Småland'));
    expect(two).toMatchObject({ qualifies: false, clusters: 2, regions: ['SE12', 'SE21'] });
    expect(two.findings.map(({ rule, params }) => [rule, params])).toEqual([
      ['EL1', { found: 2, needed: 3 }],
    ]);
  });

  test('EL1 a consortium that qualifies stops doing so when a cluster leaves', () => {
    const three = of('Smart Textiles', 'Interior Cluster', 'Mobile Heights');
    expect(checkEligibility(rules, three).qualifies).toBe(true);
    const left = three.map((partner, at) =>
      at === 1 ? { ...partner, status: 'left' as const } : partner,
    );
    expect(checkEligibility(rules, left)).toMatchObject({ qualifies: false, clusters: 2 });
  });

  test('EL1 whether an associated cluster counts is the call’s decision', () => {
    const three = [
      ...of('Smart Textiles', 'Mobile Heights'),
      cluster('Interior Cluster', { role: 'associated' }),
    ];
    expect(checkEligibility(rules, three).clusters).toBe(2);
    const wider: EligibilityRules = { ...rules, countedRoles: ['lead', 'partner', 'associated'] };
    expect(checkEligibility(wider, three).qualifies).toBe(true);
  });

  test('EL1 only accepted partners of a counted kind count', () => {
    const list = [
      cluster('Mobile Heights', { status: 'invited' }),
      cluster('Smart Textiles', { status: 'declined' }),
      cluster('Techtank', { kind: 'company' }),
    ];
    expect(checkEligibility(rules, list)).toMatchObject({ clusters: 0, regions: [] });
    expect(checkEligibility(rules, []).findings.map(({ rule }) => rule)).toEqual(['EL1', 'EL2']);
  });

  test('EL1 an organisation counts once, by its number, with its first entry that counts', () => {
    const twice = [
      cluster('556677-8899', { nuts3: 'SE110', status: 'invited' }),
      cluster('556677-8899', { nuts3: 'SE224' }),
      cluster('5566778899', { nuts3: 'SE332' }),
    ];
    expect(checkEligibility(rules, twice)).toMatchObject({ clusters: 1, regions: ['SE22'] });
    expect(organisationKey('556677 8899')).toBe(organisationKey('556677-8899'));
    expect(organisationKey('Platform 1')).not.toBe(organisationKey('Cluster 1'));
  });

  test('EL2 an organisation without a county counts, but gives no region', () => {
    const list = [...of('Mobile Heights', 'Smart Textiles'), cluster('Abroad', { nuts3: null })];
    expect(checkEligibility(rules, list)).toMatchObject({ qualifies: true, clusters: 3 });
  });
});

describe('counties and regions', () => {
  test('EL2 Sweden has 21 counties in 8 regions', () => {
    expect(counties).toHaveLength(21);
    expect(new Set(counties.map(({ nuts3 }) => nuts3)).size).toBe(21);
    expect(new Set(counties.map(({ nuts2 }) => nuts2)).size).toBe(8);
    expect(new Set(counties.map(({ nuts2Name }) => nuts2Name)).size).toBe(8);
    expect(new Set(counties.map(({ scb }) => scb)).size).toBe(21);
    expect(new Set(counties.map(({ letter }) => letter)).size).toBe(21);
    expect(regionCode('SE232', 'NUTS2')).toBe('SE23');
    expect(regionCode('SE23', 'NUTS2')).toBeNull();
  });
});

describe('the case of the command line', () => {
  const entry = {
    organisation: '556677-8899',
    kind: 'cluster',
    nuts3: 'SE224',
    role: 'lead',
    status: 'accepted',
  };
  const complaint = (value: unknown) => {
    try {
      parseEligibilityCase(value);
      return 'accepted';
    } catch (cause) {
      if (cause instanceof CaseError) return cause.message;
      throw cause;
    }
  };

  test.each([
    ['nuts3', 'SE999'],
    ['nuts3', 'SE22'],
    ['nuts3', 'constructor'],
    ['nuts3', null],
    ['role', 'boss'],
    ['status', 'maybe'],
    ['kind', ''],
    ['organisation', 5566778899],
  ])('EL2 %s as %j is malformed and named', (field, value) => {
    const message = complaint({ call: rules, partners: [{ ...entry, [field]: value }] });
    expect(message).toContain(`partners[0].${field}:`);
  });

  test('EL1 a well-formed case is accepted, an empty consortium too', () => {
    expect(complaint({ call: rules, partners: [entry] })).toBe('accepted');
    expect(complaint({ call: rules, partners: [] })).toBe('accepted');
    expect(complaint({ call: { ...rules, minClusters: '3' }, partners: [] })).toContain(
      'call.minClusters:',
    );
    expect(complaint(null)).toContain('case:');
  });
});
