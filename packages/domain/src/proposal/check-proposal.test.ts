import { expect, test } from 'vitest';
import { findingOf } from '../rules.ts';
import { sampleApplication } from './application.fixture.ts';
import type { Application } from './application.ts';
import { checkProposal, openProposalChecker } from './check-proposal.ts';

type Change = (application: Application) => void;

function rulesAfter(change: Change): string[] {
  const application = structuredClone(sampleApplication());
  change(application);
  const { findings } = checkProposal(application);
  return findings.filter(({ severity }) => severity !== 'info').map(({ rule }) => rule);
}

function partner(application: Application, id: string) {
  const found = application.partners.find((entry) => entry.id === id);
  if (!found) throw new Error(`no partner ${id}`);
  return found;
}

test('SU1 the worked example breaks no rule, and every rule is met', () => {
  const readiness = checkProposal(sampleApplication());
  expect(readiness.findings.map(({ rule }) => rule)).toEqual(['BU13']);
  expect(readiness.rulesMet).toBe(readiness.rulesTotal);
  expect(readiness.rulesTotal).toBeGreaterThan(25);
  expect(readiness.eligibility.qualifies).toBe(true);
  expect(readiness.budget.eu).toBe(22421507n);
});

test('SU1 a title of spaces is none', () => {
  expect(rulesAfter(({ proposal }) => (proposal.title = '  '))).toEqual(['SU1']);
});

test('SU2 the duration lies within the call’s, both ends included', () => {
  const months = (value: number | null) => rulesAfter(({ proposal }) => (proposal.months = value));
  expect(months(12)).toEqual([]);
  expect(months(36)).toEqual([]);
  expect(months(11)).toEqual(['SU2']);
  expect(months(37)).toEqual(['SU2']);
  expect(months(null)).toEqual(['SU2']);
  expect(
    rulesAfter(({ call, proposal }) => {
      call.periods = { lengthMonths: 6, max: 2 };
      proposal.months = 18;
    }),
  ).toEqual(['SU2']);
});

test('SU3 the theme is one of the call’s, where the call has themes', () => {
  expect(rulesAfter(({ proposal }) => (proposal.theme = 'aerospace'))).toEqual(['SU3']);
  expect(
    rulesAfter(({ call, proposal }) => {
      call.themes = [];
      proposal.theme = null;
    }),
  ).toEqual([]);
});

test('SU4 the project has a start date', () => {
  expect(rulesAfter(({ proposal }) => (proposal.startDate = null))).toEqual(['SU4']);
});

test('CL1 a call takes nothing before it opens', () => {
  const at = (now: string) => rulesAfter((application) => (application.now = now));
  expect(at('2026-11-01T07:59:59.999Z')).toEqual(['CL1']);
  expect(at('2026-11-01T08:00:00Z')).toEqual([]);
});

test('CL2 the closing instant itself is in time; a millisecond later is late, in any zone', () => {
  const at = (now: string) => rulesAfter((application) => (application.now = now));
  expect(at('2026-12-23T15:00:00Z')).toEqual([]);
  expect(at('2026-12-23T16:00:00+01:00')).toEqual([]);
  expect(at('2026-12-23T15:00:00.001Z')).toEqual(['CL2']);
  expect(at('2026-12-23T16:00:01+01:00')).toEqual(['CL2']);
});

test('EL1 a partner that leaves takes its cluster and its money along', () => {
  const rules = rulesAfter((application) => (partner(application, 'B').status = 'left'));
  // C and A are left: two clusters in two regions, and too little money.
  expect(rules).toEqual(['EL1', 'BU10']);
});

test('BU10 invited and associated partners’ budgets do not count', () => {
  const { budget } = checkProposal(sampleApplication());
  const without = (change: Change) => {
    const application = structuredClone(sampleApplication());
    change(application);
    return checkProposal(application).budget.eu;
  };
  const own = budget.partners[1]?.eu ?? 0n;
  expect(without((application) => (partner(application, 'B').status = 'invited'))).toBe(
    budget.eu - own,
  );
  expect(without((application) => (partner(application, 'B').role = 'associated'))).toBe(
    budget.eu - own,
  );
});

test('BU17 a line’s period lies within the project’s', () => {
  const period = (value: number) =>
    rulesAfter(({ budgets }) => {
      const line = budgets.A?.lines[0];
      if (line) line.period = value;
    });
  expect(period(4)).toEqual([]);
  expect(period(5)).toEqual(['BU17']);
});

test('BU18 a funded partner without costs is pointed out', () => {
  const rules = rulesAfter(({ budgets }) => delete budgets.B);
  expect(rules).toEqual(['BU10', 'BU18']);
});

test('NA1 a section may be as long as its limit and no longer', () => {
  const long = (characters: number) =>
    rulesAfter(({ sections }) => {
      const section = sections[0];
      if (section) section.characters = characters;
    });
  expect(long(100)).toEqual([]);
  expect(long(101)).toEqual(['NA1']);
});

test('NA2 a required section has text; an optional one need not', () => {
  expect(rulesAfter((application) => (application.sections = []))).toEqual(['NA2']);
});

test('SO1 every funded partner signs', () => {
  expect(rulesAfter((application) => (partner(application, 'C').signOff = null))).toEqual(['SO1']);
  expect(
    rulesAfter((application) => {
      partner(application, 'C').signOff = null;
      partner(application, 'C').status = 'left';
    }),
  ).not.toContain('SO1');
});

test('SO2 a part that changed since it was signed is not signed', () => {
  const rules = rulesAfter((application) => {
    const { signOff } = partner(application, 'C');
    if (signOff) signOff.current = false;
  });
  expect(rules).toEqual(['SO2']);
});

test('BU15 what the readers could not read is a finding like the others', () => {
  const unreadable = findingOf('BU15', 'line:A/A1', { column: 'quantity', readAs: '0' });
  expect(rulesAfter((application) => (application.unreadable = [unreadable]))).toEqual(['BU15']);
});

test('BU9 the same findings come out of a checker that remembers and of one that does not', () => {
  const check = openProposalChecker();
  const first = sampleApplication();
  check(first);
  const cofunding = { ...first.cofunding, A: { sources: [] } };
  const changed = { ...first, cofunding };
  expect(check(changed)).toEqual(checkProposal(changed));
  expect(check(changed).findings.map(({ rule }) => rule)).toContain('BU9');
});

test('BU9 a finding leads to its place and speaks with amounts in plain figures', () => {
  const application = { ...sampleApplication(), cofunding: {} };
  const finding = checkProposal(application).findings.find(({ rule }) => rule === 'BU9');
  expect(finding).toEqual({
    rule: 'BU9',
    severity: 'error',
    subject: 'partner:A',
    message: '105666.67 of the own part of 105666.67 has no source.',
    params: { ownMinor: '10566667', uncoveredMinor: '10566667' },
    place: { kind: 'cofunding', partnerId: 'A' },
  });
});
