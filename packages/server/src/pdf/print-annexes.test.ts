import type { CallAnnex } from '@samspel/domain/annex/annex';
import { canonicalApplication } from '@samspel/domain/proposal/canonical-application';
import { expect, test } from 'vitest';
import { sampleApplication } from '../../../domain/src/proposal/application.fixture.ts';
import { printAnnexes } from './print-annexes.ts';

const asked: CallAnnex = {
  ...{ key: 'promise', per: 'partner', demanded: true, types: ['pdf'], maxBytes: 9000 },
  title: { sv: 'Bekräftelse', en: 'Confirmation' },
  guidance: { sv: '', en: '' },
};

function printed(language: 'sv' | 'en', files: number) {
  const sample = sampleApplication();
  const annexes = sample.partners.slice(1, 1 + files).map(({ id }) => ({
    ...{ kind: 'promise', partnerId: id, sourceId: null, name: '#emph[x].pdf', type: 'pdf' },
    ...{ sizeBytes: 2000, sha256: 'ab'.repeat(32), scan: 'clean' },
  })) as NonNullable<typeof sample.annexes>;
  const call = { ...sample.call, annexes: [asked] };
  const sections = sample.sections.map((one) => ({ ...one, content: null }));
  return printAnnexes(language, canonicalApplication({ ...sample, call, annexes, sections }, 'p'));
}

test('every annex is printed with whose it is, its name, its size, what the scanner said and its whole hash', () => {
  const facts = printed('en', 1).find(({ t }) => t === 'facts');
  expect(facts).toMatchObject({
    rows: [
      {
        label: 'Confirmation · Smart Textiles',
        value: expect.stringMatching(/^#emph\[x\]\.pdf\n2/),
      },
      { label: 'SHA-256', value: Array(8).fill('abababab').join(' '), mono: true },
    ],
  });
  expect(printed('sv', 1).find(({ t }) => t === 'facts')).toMatchObject({
    rows: [{ label: 'Bekräftelse · Smart Textiles' }, {}],
  });
  expect(printed('en', 0).map(({ t }) => t)).toEqual(['chapter', 'lead']);
});
