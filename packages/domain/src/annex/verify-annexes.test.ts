import { expect, test } from 'vitest';
import { sampleApplication } from '../proposal/application.fixture.ts';
import type { Application } from '../proposal/application.ts';
import {
  canonicalApplication,
  canonicalPart,
  partContent,
} from '../proposal/canonical-application.ts';
import { exportSubmission, verifySubmission } from '../proposal/verify-submission.ts';
import type { AnnexFile } from './annex.ts';
import { annexFileName, verifyAnnexes } from './verify-annexes.ts';

const plan: AnnexFile = {
  kind: 'plan',
  partnerId: null,
  sourceId: null,
  name: '../../Plan.pdf',
  type: 'pdf',
  sizeBytes: 3,
  sha256: 'a'.repeat(64),
  scan: 'unscanned',
};

function withPlan(annexes: AnnexFile[] = [plan]): Application {
  const application = sampleApplication();
  for (const partner of application.partners) {
    if (partner.signOff) partner.signOff.contentHash = '0'.repeat(64);
  }
  const kind = {
    key: 'plan',
    title: { sv: 'Plan', en: 'Plan' },
    guidance: { sv: '', en: '' },
    per: 'proposal',
    demanded: true,
    types: ['pdf'],
    maxBytes: 1000,
  } as const;
  return {
    ...application,
    call: { ...application.call, annexes: [{ ...kind, types: [...kind.types] }] },
    annexes,
  };
}

const name = annexFileName(0, plan);
const found = { name, sizeBytes: 3, sha256: plan.sha256 };

test('VE6 the files of an export are exactly those that its document states', () => {
  const document = { annexes: [plan] };
  expect(name).toBe('annexes/001-plan.pdf');
  expect(verifyAnnexes(document, [found])).toEqual([]);
  expect(verifyAnnexes({}, [])).toEqual([]);
  const cases = {
    missing: [],
    size: [{ ...found, sizeBytes: 4 }],
    content: [{ ...found, sha256: 'b'.repeat(64) }],
    more: [found, { ...found, name: 'annexes/002-plan.pdf' }],
    twice: [{ ...found, sha256: 'b'.repeat(64) }, found],
  };
  for (const [title, files] of Object.entries(cases)) {
    expect(verifyAnnexes(document, files), title).toHaveLength(1);
  }
});

test('VE6 a document with an annex in no place of its call, or without one that it had, differs', () => {
  const hash = () => '0'.repeat(64);
  const receipt = {
    submissionId: 's',
    number: 1,
    reference: 'R-1',
    receivedAt: '2026-12-10T12:00:00Z',
    auditHead: hash(),
  };
  const rules = (change: (document: { annexes?: AnnexFile[] }) => void) => {
    const text = exportSubmission(canonicalApplication(withPlan(), 'person-1'), receipt, hash);
    const file = JSON.parse(text);
    change(file.document);
    return verifySubmission(file, hash).map(({ rule }) => rule);
  };
  expect(rules(() => {})).toEqual([]);
  expect(rules((document) => document.annexes?.push({ ...plan, kind: 'other' }))).toContain('VE6');
  expect(rules((document) => delete document.annexes)).toContain('VE6');
});

test('SO2 a part’s content holds its files but not whether they were scanned, and without any is what it was before there were annexes', () => {
  expect(partContent(withPlan(), 'A').annexes).toEqual([
    {
      kind: 'plan',
      partnerId: null,
      sourceId: null,
      name: plan.name,
      type: 'pdf',
      sizeBytes: 3,
      sha256: plan.sha256,
    },
  ]);
  expect(canonicalPart(withPlan([{ ...plan, scan: 'clean' }]), 'A')).toBe(
    canonicalPart(withPlan(), 'A'),
  );
  expect(canonicalPart(withPlan([]), 'A')).toBe(canonicalPart(sampleApplication(), 'A'));
  expect(canonicalPart(withPlan(), 'B')).toBe(canonicalPart(sampleApplication(), 'B'));
});
