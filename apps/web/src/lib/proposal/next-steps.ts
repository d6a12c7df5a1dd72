import type { Finding, Place } from '@samspel/domain/finding';

/** Who asks, and how things are: enough to say what comes next. */
export interface StepSource {
  role: 'coordinator' | 'budget_officer' | 'editor' | 'reader';
  /** Null for partners without a part of their own (associated). */
  ownPartId: string | null;
  leadPartId: string | null;
  status: 'draft' | 'submitting' | 'submitted';
  alone: boolean;
  /** Sections of the own part that are required and empty, or too long. */
  ownSections: string[];
  signed: boolean;
  findings: readonly Finding[];
}

export interface NextStep {
  key:
    | 'invite'
    | 'qualify'
    | 'describe'
    | 'write'
    | 'budget'
    | 'cofund'
    | 'attach'
    | 'sign'
    | 'remind'
    | 'submit'
    | 'submitted'
    | 'closed'
    | 'read'
    | 'wait';
  place: Place | null;
}

const describing = ['SU1', 'SU2', 'SU3', 'SU4'];

/** What this person can do next, the most useful first; never more than three, so that one is done. */
export function nextSteps(source: StepSource): NextStep[] {
  if (source.status === 'submitted') return [{ key: 'submitted', place: null }];
  if (has(source.findings, ['CL2'])) return [{ key: 'closed', place: null }];
  if (source.role === 'reader') return [{ key: 'read', place: null }];
  const steps = [...consortiumSteps(source), ...partSteps(source), ...closingSteps(source)];
  return steps.length > 0 ? steps.slice(0, 3) : [{ key: 'wait', place: null }];
}

function consortiumSteps({ role, alone, findings }: StepSource): NextStep[] {
  if (role !== 'coordinator') return [];
  const steps: NextStep[] = [];
  if (alone) steps.push({ key: 'invite', place: { kind: 'partners' } });
  else if (has(findings, ['EL1', 'EL2']))
    steps.push({ key: 'qualify', place: { kind: 'partners' } });
  const description = findings.find((finding) => describing.includes(finding.rule));
  if (description)
    steps.push({ key: 'describe', place: description.place ?? { kind: 'proposal' } });
  return steps;
}

function partSteps({
  role,
  ownPartId,
  leadPartId,
  ownSections,
  signed,
  findings,
}: StepSource): NextStep[] {
  const steps: NextStep[] = [];
  const section = ownSections[0];
  if (section !== undefined && role !== 'budget_officer') {
    steps.push({ key: 'write', place: { kind: 'section', key: section } });
  }
  const money = findings.filter(
    ({ place }) =>
      (place?.kind === 'budget' || place?.kind === 'cofunding') &&
      (role === 'budget_officer' || place.partnerId === ownPartId),
  );
  const budget = money.find(
    ({ place, severity, rule }) =>
      place?.kind === 'budget' && (severity === 'error' || rule === 'BU18'),
  );
  if (budget) steps.push({ key: 'budget', place: budget.place ?? null });
  const sources = money.find(
    ({ place, severity }) => place?.kind === 'cofunding' && severity === 'error',
  );
  if (sources) steps.push({ key: 'cofund', place: sources.place ?? null });
  const annex = findings.find(
    ({ place, severity }) =>
      place?.kind === 'annex' &&
      severity === 'error' &&
      (place.partnerId ?? leadPartId) === ownPartId,
  );
  if (annex) steps.push({ key: 'attach', place: annex.place ?? null });
  const mayNotSign = role === 'budget_officer' || ownPartId === null || signed;
  if (!mayNotSign && steps.length === 0) {
    steps.push({ key: 'sign', place: { kind: 'signoff', partnerId: ownPartId } });
  }
  return steps;
}

function closingSteps({ role, findings, ownPartId }: StepSource): NextStep[] {
  if (role !== 'coordinator') return [];
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (errors.length === 0) return [{ key: 'submit', place: null }];
  const unsigned = errors.every(({ rule }) => rule === 'SO1' || rule === 'SO2');
  const others = errors.some(
    ({ place }) => place?.kind === 'signoff' && place.partnerId !== ownPartId,
  );
  return unsigned && others ? [{ key: 'remind', place: { kind: 'partners' } }] : [];
}

function has(findings: readonly Finding[], rules: readonly string[]): boolean {
  return findings.some((finding) => rules.includes(finding.rule));
}
