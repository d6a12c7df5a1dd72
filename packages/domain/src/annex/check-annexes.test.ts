import { describe, expect, test } from 'vitest';
import { ofBoth } from '../finding.ts';
import { sampleApplication } from '../proposal/application.fixture.ts';
import type { Application } from '../proposal/application.ts';
import { type AnnexFile, annexFileName, annexPlaceKey, type CallAnnex } from './annex.ts';
import { annexesInPlace, annexesOfPart, annexSlots } from './annex-slots.ts';
import { checkAnnexes } from './check-annexes.ts';

const kind = (key: string, more: Partial<CallAnnex> = {}): CallAnnex => ({
  key,
  title: { sv: `Bilaga ${key}`, en: `Annex ${key}` },
  guidance: { sv: '', en: '' },
  per: 'proposal',
  demanded: true,
  types: ['pdf'],
  maxBytes: 1000,
  ...more,
});

const file = (place: Partial<AnnexFile> & { kind: string }): AnnexFile => ({
  partnerId: null,
  sourceId: null,
  name: 'Plan.pdf',
  type: 'pdf',
  sizeBytes: 1000,
  sha256: 'a'.repeat(64),
  scan: 'clean',
  ...place,
});

function asking(annexes: CallAnnex[], files: AnnexFile[] = []): Application {
  const application = sampleApplication();
  return { ...application, call: { ...application.call, annexes }, annexes: files };
}

const said = (application: Application) =>
  checkAnnexes(application).map(({ rule, subject }) => `${rule} ${subject}`);

describe('annexes that a call asks for', () => {
  test('AX1 one of the application, of each funded partner and of each source is missing until it is there', () => {
    const perSource = kind('certificate', { per: 'source' });
    const application = asking([kind('plan'), kind('promise', { per: 'partner' }), perSource]);
    const [source] = application.cofunding.A!.sources;
    const all = said(application);
    expect(all.slice(0, 4)).toEqual([
      'AX1 annex:plan',
      'AX1 annex:A/promise',
      'AX1 annex:B/promise',
      'AX1 annex:C/promise',
    ]);
    expect(all).toContain(`AX1 annex:A/certificate/${source!.id}`);
    expect(all).toHaveLength(4 + annexSlots(asking([perSource])).length);
    expect(said(asking([kind('plan')], [file({ kind: 'plan' })]))).toEqual([]);
    expect(said(asking([kind('plan', { demanded: false })]))).toEqual([]);
    expect(said(sampleApplication())).toEqual([]);
  });

  test('AX1 associated and absent partners, and withdrawn sources, owe nothing', () => {
    const application = asking([
      kind('promise', { per: 'partner' }),
      kind('certificate', { per: 'source' }),
    ]);
    for (const { sources } of Object.values(application.cofunding)) {
      for (const source of sources) source.status = 'withdrawn';
    }
    application.partners[1]!.role = 'associated';
    application.partners[2]!.status = 'left';
    expect(said(application)).toEqual(['AX1 annex:A/promise']);
  });

  test('AX1 leads to its place and names the annex, and the funder, in both languages', () => {
    const application = asking([kind('certificate', { per: 'source' })]);
    const [finding] = checkAnnexes(application);
    const title = String(finding?.params.titleBoth);
    expect(ofBoth(title, 'sv')).toBe('Bilaga certificate (Region Skåne)');
    expect(ofBoth(title, 'en')).toBe('Annex certificate (Region Skåne)');
    expect(finding?.place).toEqual({
      kind: 'annex',
      partnerId: 'A',
      annex: finding?.subject.slice('annex:'.length),
    });
    expect(finding?.message).toBe('The annex “Annex certificate (Region Skåne)” is missing.');
  });

  test('AX2, AX3 an infected file blocks; one that waits for the scanner does not', () => {
    const [infected] = checkAnnexes(
      asking([kind('plan')], [file({ kind: 'plan', scan: 'infected' })]),
    );
    expect(infected).toMatchObject({ rule: 'AX2', severity: 'error' });
    const [pending] = checkAnnexes(
      asking([kind('plan')], [file({ kind: 'plan', scan: 'pending' })]),
    );
    expect(pending).toMatchObject({ rule: 'AX3', severity: 'warning' });
  });

  test('AX4 the type and the size are what the call takes, the largest size included', () => {
    const one = (more: Partial<AnnexFile>) =>
      said(asking([kind('plan')], [file({ kind: 'plan', ...more })]));
    expect(one({ sizeBytes: 1000 })).toEqual([]);
    expect(one({ sizeBytes: 1001 })).toEqual(['AX4 annex:plan']);
    expect(one({ type: 'docx' })).toEqual(['AX4 annex:plan']);
  });

  test('AX5 without a scanner it is said once how many files nobody has scanned', () => {
    const application = asking(
      [kind('plan'), kind('other')],
      [file({ kind: 'plan', scan: 'unscanned' }), file({ kind: 'other', scan: 'unscanned' })],
    );
    expect(checkAnnexes(application)).toMatchObject([
      { rule: 'AX5', severity: 'info', params: { count: 2 } },
    ]);
  });

  test('AX6 a file whose source or kind is gone is said, and is not submitted', () => {
    const files = [
      file({ kind: 'certificate', partnerId: 'A', sourceId: 'gone' }),
      file({ kind: 'abolished' }),
      file({ kind: 'certificate', partnerId: 'somebody-who-left', sourceId: 's' }),
    ];
    const application = asking([kind('certificate', { per: 'source', demanded: false })], files);
    expect(said(application)).toEqual(['AX6 annex:A/certificate/gone', 'AX6 annex:abolished']);
    expect(annexesInPlace(application)).toEqual([]);
  });

  test('AC10 one of the whole application is of the lead’s part, the others of their partner’s', () => {
    const files = [file({ kind: 'promise', partnerId: 'B' }), file({ kind: 'plan' })];
    const application = asking([kind('plan'), kind('promise', { per: 'partner' })], files);
    const keys = (partnerId: string) => annexesOfPart(application, partnerId).map(annexPlaceKey);
    expect(keys('A')).toEqual(['plan']);
    expect(keys('B')).toEqual(['B/promise']);
    expect(keys('C')).toEqual([]);
  });
});

test('AX4 a file is given out with the ending of what it is, whatever it is called', () => {
  const named = (name: string, type: AnnexFile['type'] = 'pdf') => annexFileName({ name, type });
  expect(named('Plan.pdf')).toBe('Plan.pdf');
  expect(named('Plan.PDF')).toBe('Plan.PDF');
  expect(named('Bild.jpeg', 'jpg')).toBe('Bild.jpeg');
  expect(named('faktura.pdf.exe')).toBe('faktura.pdf.exe.pdf');
  expect(named('sida.html')).toBe('sida.html.pdf');
  expect(named('Plan.pdf. . ')).toBe('Plan.pdf');
  expect(named('plan.exe .', 'docx')).toBe('plan.exe.docx');
  expect(named('..')).toBe('file.pdf');
  expect(named('plan.pdf\u200b')).toBe('plan.pdf\u200b.pdf');
});
