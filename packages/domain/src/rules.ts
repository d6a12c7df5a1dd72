import { type Finding, ofBoth, type Place, type Severity } from './finding.ts';
import { plainAmount, plainPercent, toMinor } from './money/money.ts';

interface RuleText {
  severity: Severity;
  /** English; {name} is replaced by the finding's param of that name. */
  message: string;
}

const error = (message: string): RuleText => ({ severity: 'error', message });
const warning = (message: string): RuleText => ({ severity: 'warning', message });
const info = (message: string): RuleText => ({ severity: 'info', message });

/** Rules that speak as findings. RULES.md says for each where it comes from and where it is shown. */
export const checks = {
  CL1: error('The call opens for submissions at {opensAt}.'),
  CL2: error('The call closed at {closesAt}.'),

  EL1: error('{found} of at least {needed} clusters or RDI platforms have accepted.'),
  EL2: error('{found} of at least {needed} regions ({level}) are represented.'),
  EL3: error('The consortium needs exactly one lead partner that has accepted; it has {found}.'),
  EL4: warning('{organisation} is in the consortium {times} times and counts once.'),
  EL5: warning(
    '{organisation} has not answered its invitation and takes no part until it accepts.',
  ),

  BU1: error('The flat rate {kind} is not offered by the call and counts 0.'),
  BU2: error(
    'The flat rate {kind} is {chosenBp} %; the call allows {allowedBp} % ({how}). It counts 0.',
  ),
  BU3: error(
    'Office costs are a flat rate on staff or on direct costs, not on both. Both count 0.',
  ),
  BU4: error('The flat rate for all other costs excludes every other flat rate; {kinds} count 0.'),
  BU5: info('{category} is covered by the flat rate {kind}; this line counts 0.'),
  BU6: info('Office costs come from a flat rate only; this line counts 0.'),
  BU7: error('The total is {totalMinor}, below 0: revenue exceeds costs. The EU share is 0.'),
  BU8: error('Sources exceed the own part of {ownMinor} by {excessMinor}.'),
  BU9: error('{uncoveredMinor} of the own part of {ownMinor} has no source.'),
  BU10: error('The EU amount of {euMinor} is below the minimum of {limitMinor}.'),
  BU11: error('The EU amount of {euMinor} is above the maximum of {limitMinor}.'),
  BU12: error('The EU share of {euMinor} is more than {rateBp} % of {totalMinor}.'),
  BU13: info(
    'The partners’ EU shares sum to {differenceMinor} less than {rateBp} % of the total: each share is truncated.',
  ),
  BU14: error('The call has no exchange rate for {currency}; this line counts 0.'),
  BU15: error('The cell {column} does not hold a valid value and is read as {readAs}.'),
  BU16: error(
    '{category} with a unit price of {priceMinor}: revenue is negative, costs are not. The line counts 0.',
  ),
  BU17: error('Period {period} is outside the project, which has {periods}.'),
  BU18: warning('{organisation} has no costs in its budget.'),
  BU19: warning('{hours} hours in twelve months exceed the {limit} hours of this employment.'),
  BU20: error('The cost model {model} is not offered by the call.'),
  BU21: info('{category} is not part of the cost model {model}; this line counts 0.'),
  BU22: error('The periods hold {entered}, the line {quantity}; what is too much counts 0.'),
  BU23: warning(
    'This hourly rate is that of one person alone and reveals the salary. Use one average rate for a function.',
  ),
  BU24: warning(
    'The project’s total of {totalMinor} is at most {limitMinor}: the regulation asks for unit costs, lump sums or flat rates, except under State aid. {kinds} are actual costs that no flat rate builds on.',
  ),
  BU25: warning(
    'The flat rate for staff cannot be used when the direct costs include public works contracts, or contracts above the procurement thresholds: {amountMinor} is infrastructure and works.',
  ),
  BU26: error('The call gives no rate for {column}; the line counts without.'),
  BU27: info('The flat rate {kind} is not part of the cost model {model} and does not count.'),

  CF1: error(
    '{confirmedMinor} of {ownMinor} is confirmed by co-funders; {missingMinor} is missing.',
  ),
  CF2: error('A source has no funder’s name.'),
  CF3: info('A withdrawn source covers nothing.'),
  CF4: warning('The funder pledged {pledgedMinor}; the source now needs {amountMinor}.'),
  CF5: error('The cell {column} does not hold a valid value and is read as {readAs}.'),

  NA1: error('{characters} characters; the section takes {limit}.'),
  NA2: error('The section is required and has no text.'),
  NA3: warning('{count} parts of the text could not be read and were left out.'),

  WP1: error('The {kind} has no title.'),
  WP2: error('The {kind} “{title}” takes periods {from} to {to}; the project has 1 to {periods}.'),
  WP3: warning(
    'The {kind} “{title}” (periods {from} to {to}) lies outside its work package (periods {start} to {end}).',
  ),
  WP4: error('The activity “{title}” waits for itself: {path}.'),
  WP5: error('The {kind} “{title}” has nobody responsible who takes part.'),
  WP6: error('The {kind} “{title}” has no due date.'),
  WP7: error('The milestone “{title}” is due on {day}; the project runs from {start} to {end}.'),
  WP8: error('The line’s work package is not in the work plan.'),
  WP9: error('The {kind} “{title}” belongs to nothing in the work plan.'),
  WP10: warning('The activity “{title}” begins before “{before}”, which it waits for, has ended.'),
  WP11: error('The cell {column} does not hold a valid value and is read as {readAs}.'),
  WP12: warning('The indicator “{title}” has no target that can be measured.'),
  AX1: error('The annex “{titleBoth}” is missing.'),
  AX2: error('The file of the annex “{titleBoth}” is infected. Replace or remove it.'),
  AX3: warning('The file of the annex “{titleBoth}” has not been scanned for viruses yet.'),
  AX4: error(
    'The annex “{titleBoth}” is a {type} of {bytes} bytes; the call takes {types} of at most {maxBytes} bytes.',
  ),
  AX5: info('This installation has no virus scanner: {count} annexes are not scanned.'),
  AX6: warning('“{file}” belongs to nothing that the call asks for any more and is not submitted.'),

  SO1: error('{organisation} has not signed off its part.'),
  SO2: error('{organisation}’s part has changed since it was signed off.'),

  SU1: error('The project has no title.'),
  SU2: error('The duration is {months} months; the call takes {min} to {max}.'),
  SU3: error('No theme of the call is chosen.'),
  SU4: error('The project has no start date.'),

  SY1: warning(
    'The system failed while it examined the application. The failure is ours: nothing is lost, and you need change nothing. Submit again, unchanged, no later than {untilAt}; it then counts as received {receivedAt}.',
  ),
} as const satisfies Record<string, RuleText>;

export type CheckId = keyof typeof checks;

/**
 * The set of checks that an application is judged by. A submission says which one judged it (without
 * a word: the first), so that it verifies for ever: what came later is not held against it.
 */
export const ruleSet = 2;

const inSecondSet = /^(BU2[0-7]|WP\d+)$/;

export function isInRuleSet(rule: string, set: number): boolean {
  return set >= 2 || !inSecondSet.test(rule);
}

/** Rules of calculation, form and right: they decide a value or an answer, not a finding. */
export const laws = [
  ...['MO1', 'MO2', 'MO3', 'MO4', 'MO5', 'MO6', 'MO7', 'MO8', 'MO9'],
  ...['MO10', 'MO11', 'MO12', 'MO13', 'MO14', 'MO15', 'MO16'],
  ...['AC1', 'AC2', 'AC3', 'AC4', 'AC5', 'AC6', 'AC7', 'AC8', 'AC9', 'AC10'],
  'SY2',
  ...['PL1', 'PL2', 'PL3', 'PL4', 'PL5', 'PL6', 'PL7', 'PL8', 'PL9', 'PL10'],
  ...['OB1', 'OB2', 'OB3', 'OB4', 'OB5'],
  ...['VE1', 'VE2', 'VE3', 'VE4', 'VE5', 'VE6', 'VE7'],
  ...['IN1', 'IN2', 'CJ1', 'EV1', 'TI1'],
  ...['EX1', 'EX2', 'EX3', 'EX4', 'EX5', 'EX6', 'EX7', 'EX8'],
  ...['DO1', 'DO2', 'DO3', 'DO4', 'DO5', 'DO6', 'DO7', 'DO8'],
] as const;

/** Checks that block a submission; readiness counts how many of them are met. */
export const blockingChecks = (Object.keys(checks) as CheckId[]).filter(
  (id) => checks[id].severity === 'error',
);

export function findingOf(
  rule: CheckId,
  subject: string,
  params: Record<string, string | number>,
  place?: Place,
): Finding {
  const { severity, message } = checks[rule];
  const finding: Finding = { rule, severity, subject, message: fill(message, params), params };
  if (place) finding.place = place;
  return finding;
}

function fill(message: string, params: Record<string, string | number>): string {
  return message.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) return `{${name}}`;
    // Of any length: twelve digits of a price with fifteen are what a cell holds.
    if (name.endsWith('Minor')) return plainAmount(toMinor(BigInt(value)));
    if (name.endsWith('Both')) return ofBoth(String(value), 'en');
    return name.endsWith('Bp') ? plainPercent(Number(value)) : String(value);
  });
}
