import type { PartnerBudget } from '../budget/budget-result.ts';
import type { Finding } from '../finding.ts';
import { type Minor, parseMinor, toMinor } from '../money/money.ts';
import { findingOf } from '../rules.ts';
import type { CofundingSheet, FundingSource, SourceStatus } from './cofunding-sheet.ts';

/** What a co-funder answered to the request for a source. */
export interface PledgeAnswer {
  sourceId: string;
  amountMinor: string;
  status: SourceStatus;
}

export interface SourceCoverage {
  sourceId: string;
  /** What the split gives the source. */
  amount: Minor;
  /** What of it is confirmed; never more than the amount. */
  confirmed: Minor;
  /** What the funder pledged, where a pledge was asked for and made. */
  pledged: Minor | null;
}

export interface Coverage {
  own: Minor;
  confirmed: Minor;
  /** Own part minus what is confirmed; never below 0. */
  missing: Minor;
  sources: SourceCoverage[];
}

/** The statuses that confirm a source: its money counts as covered. */
export const confirming: readonly SourceStatus[] = ['pledged', 'certified', 'paid_in'];

/**
 * CF1: what of a partner's own part is confirmed. A pledge record decides over what the partner
 * itself wrote; without one, the partner's own word counts (its own funds, a certificate on paper).
 */
export function coverageOf(
  budget: PartnerBudget,
  sheet: CofundingSheet,
  pledges: readonly PledgeAnswer[],
): Coverage {
  const amounts = new Map(budget.sources.map(({ id, amount }) => [id, amount]));
  const sources = sheet.sources
    .filter((source) => source.status !== 'withdrawn')
    .map((source) => coverSource(source, amounts.get(source.id) ?? toMinor(0n), pledges));
  let confirmed = 0n;
  for (const source of sources) confirmed += source.confirmed;
  // A source may exceed the own part (BU8): more than all of it cannot be confirmed.
  if (confirmed > budget.own) confirmed = budget.own < 0n ? 0n : budget.own;
  const missing = budget.own > confirmed ? budget.own - confirmed : 0n;
  return { own: budget.own, confirmed: toMinor(confirmed), missing: toMinor(missing), sources };
}

function coverSource(
  source: FundingSource,
  amount: Minor,
  pledges: readonly PledgeAnswer[],
): SourceCoverage {
  const asked = pledges.filter((pledge) => pledge.sourceId === source.id);
  const made = asked.filter((pledge) => confirming.includes(pledge.status));
  const pledged = made.length > 0 ? sumOf(made) : null;
  const open = asked.some((pledge) => pledge.status !== 'withdrawn');
  const backed = pledged ?? (!open && confirming.includes(source.status) ? amount : 0n);
  const confirmed = toMinor(backed < amount ? backed : amount);
  return { sourceId: source.id, amount, confirmed, pledged };
}

/**
 * How a source stands for those who read the application: what its funder itself answered goes
 * before what the partner wrote, as in `coverageOf`. Pass the answers to this partner's sources.
 */
export function standingOf(
  source: Pick<FundingSource, 'id' | 'status'>,
  pledges: readonly Pick<PledgeAnswer, 'sourceId' | 'status'>[],
): SourceStatus {
  const asked = pledges.filter(({ sourceId }) => sourceId === source.id);
  const made = asked.find(({ status }) => confirming.includes(status));
  const open = asked.find(({ status }) => status !== 'withdrawn');
  return (made ?? open)?.status ?? source.status;
}

function sumOf(pledges: readonly PledgeAnswer[]): Minor {
  return toMinor(pledges.reduce((sum, pledge) => sum + parseMinor(pledge.amountMinor), 0n));
}

/** CF1-CF4: findings on one partner's sources. */
export function checkCoverage(
  partnerId: string,
  sheet: CofundingSheet,
  coverage: Coverage,
): Finding[] {
  const findings: Finding[] = [];
  const subject = `partner:${partnerId}`;
  if (coverage.missing > 0n) {
    const params = {
      confirmedMinor: coverage.confirmed.toString(),
      ownMinor: coverage.own.toString(),
      missingMinor: coverage.missing.toString(),
    };
    findings.push(findingOf('CF1', subject, params, { kind: 'cofunding', partnerId }));
  }
  const covered = new Map(coverage.sources.map((source) => [source.sourceId, source]));
  for (const source of sheet.sources) {
    findings.push(...checkSource(partnerId, source, covered.get(source.id)));
  }
  return findings;
}

function checkSource(
  partnerId: string,
  source: FundingSource,
  coverage: SourceCoverage | undefined,
): Finding[] {
  const sourceId = source.id;
  const subject = `source:${partnerId}/${sourceId}`;
  const at = (column: string) => ({ kind: 'cofunding', partnerId, sourceId, column }) as const;
  if (!coverage) return [findingOf('CF3', subject, {}, at('status'))];
  const findings: Finding[] = [];
  if (source.funderName === '' && coverage.amount > 0n) {
    findings.push(findingOf('CF2', subject, {}, at('funderName')));
  }
  if (coverage.pledged !== null && coverage.pledged !== coverage.amount) {
    const params = {
      pledgedMinor: coverage.pledged.toString(),
      amountMinor: coverage.amount.toString(),
    };
    findings.push(findingOf('CF4', subject, params, at('amountMinor')));
  }
  return findings;
}
