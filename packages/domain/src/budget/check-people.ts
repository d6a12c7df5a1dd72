import type { Finding, Place } from '../finding.ts';
import { parseMinor } from '../money/money.ts';
import { findingOf } from '../rules.ts';
import { averageSalary, functionKey, type StaffPerson } from './average-by-function.ts';
import type { BudgetLine } from './budget-sheet.ts';
import { quantitiesOver } from './line-money.ts';
import { checkPersonYear, hourlyRate } from './staff-rate.ts';
import type { Timeline } from './timeline.ts';

/**
 * BU19, BU23: what a partner's own people say about its staff lines. For that partner alone: that
 * one person stands behind a line is as private as the salary.
 */
export function checkPeople(
  partnerId: string,
  people: readonly StaffPerson[],
  lines: readonly BudgetLine[],
  timeline: Timeline,
): Finding[] {
  return lines.flatMap((line) => {
    if (line.category !== 'STAFF') return [];
    const linked = people.filter(({ budgetLineId }) => budgetLineId === line.id);
    const findings: Finding[] = [];
    const subject = `line:${partnerId}/${line.id}`;
    const at = (column: string) =>
      ({ kind: 'budget', partnerId, lineId: line.id, column }) as const;
    if (reveals(line, linked.length > 0 ? linked : ofFunction(people, line))) {
      findings.push(findingOf('BU23', subject, {}, at('unitPriceMinor')));
    }
    const tooMany = [[line], sharedLines(line, people, lines)]
      .map((some) => checkHours(some, people, timeline, subject, at('quantity')))
      .find((finding) => finding !== null);
    if (tooMany) findings.push(tooMany);
    return findings;
  });
}

/**
 * All hours of a function, where some of its lines name nobody: a person who is named at one of them stands
 * behind the others, too, as when each work package has a line. Said at the first line that names somebody.
 */
function sharedLines(
  line: BudgetLine,
  people: readonly StaffPerson[],
  lines: readonly BudgetLine[],
): BudgetLine[] {
  const key = functionKey(line.functionTitle);
  const named = (one: BudgetLine) => people.some(({ budgetLineId }) => budgetLineId === one.id);
  const all = lines.filter(
    (one) => one.category === 'STAFF' && functionKey(one.functionTitle) === key,
  );
  const shared = key !== '' && !all.every(named) && all.find(named) === line;
  return shared ? all : [];
}

/** BU19: what lines hold together, against the posts of those who stand behind them. */
function checkHours(
  lines: readonly BudgetLine[],
  people: readonly StaffPerson[],
  timeline: Timeline,
  subject: string,
  place: Place,
): Finding | null {
  const counted = lines.filter(({ unit }) => isHours(unit));
  const ids = new Set(lines.map(({ id }) => id));
  const linked = people.filter(({ budgetLineId }) => budgetLineId && ids.has(budgetLineId));
  if (linked.length === 0 || counted.length === 0) return null;
  const first = lines.length > 1 ? lines[0] : undefined;
  const free = first ? ofFunction(people, first).filter((one) => !one.budgetLineId) : [];
  const posts = [...linked, ...free].reduce((sum, { partTimeBp }) => sum + partTimeBp, 0);
  return checkPersonYear(hoursInTwelveMonths(counted, timeline), posts, subject, place);
}

function ofFunction(people: readonly StaffPerson[], line: BudgetLine): StaffPerson[] {
  const key = functionKey(line.functionTitle);
  return key === '' ? [] : people.filter((person) => functionKey(person.functionTitle) === key);
}

/** A price is one person's when one stands behind it, or when it is one's pay to the cent. */
function reveals(line: BudgetLine, behind: readonly StaffPerson[]): boolean {
  const price = parseMinor(line.unitPriceMinor);
  const paid = behind.filter(({ monthlySalaryMinor }) => parseMinor(monthlySalaryMinor) > 0n);
  if (price <= 0n || paid.length === 0) return false;
  if (paid.length === 1) return true;
  const average = averageSalary(paid);
  if (price === hourlyRate(average) || price === average) return false;
  return paid.some(({ monthlySalaryMinor }) => {
    const salary = parseMinor(monthlySalaryMinor);
    return price === hourlyRate(salary) || price === salary;
  });
}

/** Whether a unit is the hour, in Swedish or English. */
export function isHours(unit: string): boolean {
  return /^(h|hrs?|hours?|tim|timm(e|ar))\.?$/i.test(unit.trim());
}

/** The most that any run of periods within twelve months holds, in ten-thousandths of an hour. */
function hoursInTwelveMonths(lines: readonly BudgetLine[], timeline: Timeline): bigint {
  const { lengthMonths } = timeline;
  const each = lines.map((line) => quantitiesOver(timeline, line));
  const quantities = Array.from({ length: timeline.periods }, (_, at) =>
    each.reduce((sum, quantity) => sum + (quantity[at] ?? 0n), 0n),
  );
  const run = Math.max(1, Math.floor(12 / lengthMonths));
  let most = 0n;
  for (let first = 0; first < quantities.length; first++) {
    const hours = quantities.slice(first, first + run).reduce((sum, hours) => sum + hours, 0n);
    if (hours > most) most = hours;
  }
  return lengthMonths > 12 ? (most * 12n) / BigInt(lengthMonths) : most;
}
