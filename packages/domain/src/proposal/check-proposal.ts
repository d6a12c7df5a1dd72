import { checkAnnexes } from '../annex/check-annexes.ts';
import { openBudgetComputer } from '../budget/compute-budget.ts';
import { openMoneyRules } from '../budget/rules-of.ts';
import { projectPeriods } from '../budget/timeline.ts';
import { emptyCofundingSheet } from '../cofunding/cofunding-sheet.ts';
import { checkCoverage, coverageOf } from '../cofunding/coverage.ts';
import { checkConsortium } from '../consortium/check-consortium.ts';
import { checkEligibility, eligibilityEntries } from '../consortium/eligibility.ts';
import { isFunded } from '../consortium/partner.ts';
import type { Finding } from '../finding.ts';
import { blockingChecks } from '../rules.ts';
import { checkPackagesOfLines, checkWorkplan } from '../workplan/check-workplan.ts';
import type { Application } from './application.ts';
import { openBudgetChecker } from './check-budgets.ts';
import { checkCallWindow, checkDescription, checkSections, checkSignOffs } from './check-parts.ts';
import type { Readiness } from './readiness.ts';

/** Every rule of a call over one application: the same function on each screen and at submission. */
export function checkProposal(application: Application): Readiness {
  return openProposalChecker()(application);
}

/** The same, remembering the partners' budgets whose sheets did not change; one per open proposal. */
export function openProposalChecker(): (application: Application) => Readiness {
  const computeBudget = openBudgetComputer();
  const rulesOf = openMoneyRules();
  const checkBudgets = openBudgetChecker();
  return (application) => {
    const funded = application.partners.filter(isFunded);
    const { call, proposal, workplan } = application;
    const rules = rulesOf(call, proposal.months, workplan?.packages);
    const budget = computeBudget(
      rules,
      funded.map(({ id }) => ({
        id,
        budget: application.budgets[id],
        cofunding: application.cofunding[id],
      })),
    );
    const eligibility = checkEligibility(call, eligibilityEntries(application.partners));
    const findings = [
      ...checkCallWindow(application),
      ...checkDescription(application),
      ...eligibility.findings,
      ...checkConsortium(application.partners),
      ...checkBudgets(application, rules, budget),
      ...budget.partners.flatMap((partner) => checkSources(application, partner)),
      ...checkPlan(application),
      ...checkSections(application),
      ...checkAnnexes(application),
      ...checkSignOffs(application),
      ...(application.unreadable ?? []),
    ];
    return { findings, ...countRules(findings), budget, eligibility };
  };
}

function checkPlan({
  call,
  proposal,
  partners,
  memberIds,
  budgets,
  workplan,
}: Application): Finding[] {
  if (!workplan) return [];
  const taking = partners.filter(({ status }) => status === 'accepted').map(({ id }) => id);
  const periods = projectPeriods(call, proposal.months);
  const { months, startDate } = proposal;
  return [
    ...checkWorkplan(workplan, {
      ...{ periods, months, startDate },
      ...{ partnerIds: taking, personIds: memberIds },
    }),
    ...partners.filter(isFunded).flatMap(({ id }) => {
      const sheet = budgets[id];
      return sheet ? checkPackagesOfLines(id, sheet, workplan) : [];
    }),
  ];
}

function checkSources(
  { cofunding, pledges }: Application,
  partner: Parameters<typeof coverageOf>[0],
): Finding[] {
  const sheet = cofunding[partner.id] ?? emptyCofundingSheet;
  const asked = pledges.filter((pledge) => pledge.partnerId === partner.id);
  return checkCoverage(partner.id, sheet, coverageOf(partner, sheet, asked));
}

function countRules(findings: readonly Finding[]): { rulesTotal: number; rulesMet: number } {
  const broken = new Set(
    findings.filter((finding) => finding.severity === 'error').map((finding) => finding.rule),
  );
  const rulesTotal = blockingChecks.length;
  return { rulesTotal, rulesMet: blockingChecks.filter((rule) => !broken.has(rule)).length };
}
