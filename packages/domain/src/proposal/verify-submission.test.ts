import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../canonical-json.ts';
import { signedContent } from '../cofunding/pledge-statement.ts';
import { emptyWorkplan, type WorkplanSheet } from '../workplan/workplan-sheet.ts';
import { sampleApplication } from './application.fixture.ts';
import type { Application } from './application.ts';
import { canonicalApplication, canonicalPart, sectionsOfPart } from './canonical-application.ts';
import { exportSubmission, verifySubmission, verifySubmissionText } from './verify-submission.ts';

// Stands in for SHA-256, which the domain does not have: 64 hex digits that depend on every letter.
function hash(text: string): string {
  let digest = '';
  for (let round = 1; round <= 8; round++) {
    let state = 2166136261 ^ round;
    for (let at = 0; at < text.length; at++) {
      state = Math.imul(state ^ text.charCodeAt(at), 16777619);
    }
    digest += (state >>> 0).toString(16).padStart(8, '0');
  }
  return digest;
}

function signed(application = sampleApplication()): Application {
  const partners = application.partners.map((partner) => {
    const contentHash = hash(canonicalPart(application, partner.id));
    const signOff = { by: 'person-1', at: '2026-12-01T10:00:00Z', contentHash, current: true };
    return { ...partner, signOff };
  });
  return { ...application, partners };
}

const receipt = {
  submissionId: 'submission-1',
  number: 1,
  reference: 'INTERREG-KLUSTER-0001',
  receivedAt: '2026-12-10T12:00:00Z',
  auditHead: hash('head'),
};

const exported = () => exportSubmission(canonicalApplication(signed(), 'person-1'), receipt, hash);

/** The exported file with one thing changed, and hashed again where the forger thought of it. */
function forged(change: (file: { document: Record<string, unknown> }) => void): unknown {
  const file = JSON.parse(exported());
  change(file);
  const { seal: _, ...body } = file;
  body.sha256 = hash(canonicalJson(body.document));
  return { ...body, seal: hash(canonicalJson(body)) };
}

describe('an exported submission', () => {
  test('VE1 verifies, with or without a line break at its end', () => {
    expect(verifySubmissionText(exported(), hash)).toEqual([]);
    expect(verifySubmissionText(`${exported()}\n`, hash)).toEqual([]);
  });

  test('VE1 that is not JSON, not canonical or of another shape differs', () => {
    expect(verifySubmissionText('{', hash)).toMatchObject([{ rule: 'VE1', path: 'file' }]);
    expect(verifySubmissionText(` ${exported()}`, hash)).toMatchObject([{ rule: 'VE1' }]);
    expect(verifySubmissionText('{}', hash)[0]).toMatchObject({ rule: 'VE1' });
    expect(verifySubmission(null, hash)[0]).toMatchObject({ rule: 'VE1' });
    const extra = forged((file) => (file.document.extra = 1));
    expect(verifySubmission(extra, hash)[0]).toMatchObject({ rule: 'VE1' });
  });

  test('VE2 shows every flipped byte', () => {
    const text = exported();
    const unnoticed: number[] = [];
    for (let at = 0; at < text.length; at++) {
      const flipped = String.fromCharCode(text.charCodeAt(at) ^ 1);
      const changed = text.slice(0, at) + flipped + text.slice(at + 1);
      // The hash above costs more than SHA-256 does; one byte in seven is sample enough here.
      if (at % 7 === 0 && verifySubmissionText(changed, hash).length === 0) unnoticed.push(at);
    }
    expect(unnoticed).toEqual([]);
  });

  test('VE2 whose receipt names another instant than its document differs', () => {
    const file = forged((changed) => (changed.document.receivedAt = '2026-12-10T12:00:01Z'));
    const paths = verifySubmission(file, hash).map(({ rule, path }) => `${rule} ${path}`);
    expect(paths).toContain('VE2 receipt.receivedAt');
  });

  test('VE3 whose part is not what its partner signed differs', () => {
    const file = forged(({ document }) => {
      const { B } = document.budgets as Record<string, { flat: Record<string, number> }>;
      if (B) B.flat.otherOnStaff = 3900;
    });
    const rules = verifySubmission(file, hash).map(({ rule, path }) => `${rule} ${path}`);
    expect(rules).toContain('VE3 document.partners[1].signOff.contentHash');
    expect(rules.some((rule) => rule.startsWith('VE4 document.budget.partners[1].'))).toBe(true);
  });

  test('VE4 whose money of record is not what its budget gives differs, number by number', () => {
    const file = forged(({ document }) => {
      (document.budget as Record<string, string>).euMinor = '22421508';
    });
    expect(verifySubmission(file, hash)).toEqual([
      { rule: 'VE4', path: 'document.budget.euMinor', expected: '"22421507"', found: '"22421508"' },
    ]);
  });

  test('VE5 whose findings were left out differs', () => {
    const file = forged(({ document }) => {
      document.findings = [];
    });
    expect(verifySubmission(file, hash)).toMatchObject([{ rule: 'VE5', found: 'absent' }]);
  });
});

describe('VE7 a co-funder’s signature', () => {
  const content = signedContent(
    {
      ...{ pledgeId: 'pledge-1', version: 1, language: 'sv', currency: 'EUR' },
      ...{
        funderName: 'Region',
        partnerName: 'A',
        proposalTitle: 'T',
        callTitle: { sv: '', en: '' },
      },
      ...{ amountMinor: 5n, signedName: 'Chef', signedFunction: 'VD' },
      signedAt: '2026-12-01T10:00:00.000Z',
    },
    'Vi betalar.',
  );
  const pledge = {
    ...{ partnerId: 'A', sourceId: 'a', amountMinor: '5', status: 'pledged' as const },
    signature: { content, contentHash: hash(canonicalJson(content)) },
  };
  const withPledge = (change: (one: typeof pledge) => void) => {
    const changed = structuredClone(pledge);
    change(changed);
    const application = { ...signed(), pledges: [changed] };
    return verifySubmission(
      JSON.parse(exportSubmission(canonicalApplication(application, 'person-1'), receipt, hash)),
      hash,
    ).map(({ rule, path }) => `${rule} ${path.replace('document.pledges[0].signature.', '')}`);
  };

  test('VE7 is in the file, whole, and agrees', () => {
    expect(withPledge(() => {})).toEqual([]);
    const document = canonicalApplication({ ...signed(), pledges: [pledge] }, 'person-1');
    expect(document.pledges[0]?.signature).toEqual(pledge.signature);
  });

  test('VE7 whose words, amount, currency or standing are others differs', () => {
    expect(withPledge(({ signature }) => (signature.content.signedName = 'Annan'))).toEqual([
      'VE7 contentHash',
    ]);
    expect(withPledge((one) => (one.amountMinor = '6'))).toContain('VE7 content.amountMinor');
    expect(withPledge(({ signature }) => (signature.content.currency = 'SEK'))).toEqual([
      'VE7 contentHash',
      'VE7 content.currency',
    ]);
    const idea = (one: { status: string }) => (one.status = 'idea');
    expect(withPledge(idea)).toContain('VE7 status');
  });
});

describe('the canonical application', () => {
  test('VE3 names accepted partners only, and their budgets and sources only', () => {
    const application = signed();
    const [, b] = application.partners;
    if (b) b.status = 'declined';
    const document = canonicalApplication(application, 'person-1');
    expect(document.partners.map(({ id }) => id)).toEqual(['A', 'C']);
    expect(Object.keys(document.budgets)).toEqual(['A', 'C']);
    expect(canonicalJson(document)).not.toContain('Smart Textiles');
  });

  test('VE1 leaves out whatever else its parts carry', () => {
    const application = signed();
    const more = <T extends object>(value: T) => ({ ...value, extra: 'slipped in' });
    const document = canonicalApplication(
      {
        ...application,
        call: more(application.call),
        proposal: more(application.proposal),
        partners: application.partners.map(more),
        sections: application.sections.map(more),
      },
      'person-1',
    );
    const text = exportSubmission(document, receipt, hash);
    expect(verifySubmissionText(text, hash)).toEqual([]);
    expect(text).not.toContain('slipped in');
  });

  test('VE1 needs the text of every section', () => {
    const application = signed();
    application.sections = [{ key: 'need', ownerPartnerId: null, characters: 4 }];
    expect(() => canonicalApplication(application, 'person-1')).toThrow(RangeError);
  });
});

describe('a partner’s part', () => {
  const part = (change: (application: Application) => void, id: string) => {
    const application = structuredClone(sampleApplication());
    change(application);
    return canonicalPart(application, id);
  };
  const nothing = () => {};

  test('SO2 changes with its budget, its sources, its sections and, for the lead, the title', () => {
    const line = ({ budgets }: Application) => (budgets.B = { lines: [], flat: {} });
    const sources = ({ cofunding }: Application) => (cofunding.B = { sources: [] });
    const risks = ({ sections }: Application) => {
      const section = sections[1];
      if (section) section.content = { type: 'doc', text: 'x' };
    };
    const title = ({ proposal }: Application) => (proposal.title = 'Another');
    for (const change of [line, sources, risks]) {
      expect(part(change, 'B')).not.toBe(part(nothing, 'B'));
      expect(part(change, 'A')).toBe(part(nothing, 'A'));
    }
    expect(part(title, 'A')).not.toBe(part(nothing, 'A'));
    expect(part(title, 'B')).toBe(part(nothing, 'B'));
  });

  test('SO2 does not change with the order in which its JSON was written', () => {
    const reversed = ({ budgets }: Application) => {
      const sheet = budgets.B;
      if (sheet) budgets.B = { flat: sheet.flat, lines: sheet.lines };
    };
    expect(part(reversed, 'B')).toBe(part(nothing, 'B'));
  });

  test('SO1 sections without an owner, or whose owner left, are the lead’s', () => {
    const application = sampleApplication();
    const keys = (id: string) => sectionsOfPart(application, id).map(({ key }) => key);
    expect([keys('A'), keys('B'), keys('C')]).toEqual([['need'], ['risks'], []]);
    const [, b] = application.partners;
    if (b) b.status = 'left';
    expect([keys('A'), keys('B'), keys('C')]).toEqual([['need', 'risks'], [], []]);
  });
});

describe('submissions over time', () => {
  const small = (): Application => {
    const application = sampleApplication();
    const [first] = application.budgets.A?.lines ?? [];
    if (!first) throw new Error('no line');
    const line = { ...first, id: 'help', category: 'EXTERNAL', perPeriod: { 1: '0.5' } } as const;
    const budgets = {
      A: { lines: [{ ...line, unitPriceMinor: '1000000', quantity: '1' }], flat: {} },
    };
    return { ...application, call: { ...application.call, minEuMinor: '0' }, budgets };
  };
  const rulesOf = (findings: { rule: string }[]) => findings.map(({ rule }) => rule);

  test('VE5 what was judged by the first set of checks is not judged by later ones', () => {
    const now = canonicalApplication(signed(small()), 'person-1');
    const then = canonicalApplication(signed(small()), 'person-1', 1);
    expect(now.rules).toBe(2);
    expect(rulesOf(now.findings)).toContain('BU24');
    expect(then).not.toHaveProperty('rules');
    expect(rulesOf(then.findings)).not.toContain('BU24');
    for (const document of [now, then]) {
      expect(verifySubmissionText(exportSubmission(document, receipt, hash), hash)).toEqual([]);
    }
    const { rules: _, ...forgotten } = now;
    const text = exportSubmission(forgotten, receipt, hash);
    expect(verifySubmissionText(text, hash).map(({ rule }) => rule)).toContain('VE5');
  });

  test('VE2 what an earlier version wrote and signed has the same bytes today', () => {
    const application = sampleApplication();
    const document = canonicalApplication(application, 'person-1', 1);
    expect(hash(canonicalJson(document))).toBe(
      'fc799e63e2ed9b14cb7c87a12a6fd6526d7f0e57cb204718c2e63b355b0edf56',
    );
    expect(hash(canonicalPart(application, 'A'))).toBe(
      'd6c244bd1e4837203b38f73baeb4fc067c98d139d43d0f7c9a323fe7c6010482',
    );
  });

  test('SO2 the work plan is the lead’s to sign, and an empty one changes no hash', () => {
    const application = sampleApplication();
    const item = { id: 'wp1', parentId: null, title: 'Pilots', responsiblePartnerId: 'A' };
    const packages = [{ ...item, startPeriod: null, endPeriod: null }];
    const planned = { ...application, workplan: { ...emptyWorkplan, packages } };
    const empty = { ...application, workplan: emptyWorkplan };
    expect(canonicalPart(empty, 'A')).toBe(canonicalPart(application, 'A'));
    expect(canonicalPart(planned, 'A')).not.toBe(canonicalPart(application, 'A'));
    expect(canonicalPart(planned, 'B')).toBe(canonicalPart(application, 'B'));
    const document = canonicalApplication(signed(planned), 'person-1');
    expect(verifySubmissionText(exportSubmission(document, receipt, hash), hash)).toEqual([]);
  });

  test('VE2, VE3 whatever is changed, added or left out in the plan is found', () => {
    const plan = fullWorkplan();
    const document = canonicalApplication(
      signed({ ...sampleApplication(), workplan: plan }),
      'person-1',
    );
    const text = exportSubmission(document, receipt, hash);
    expect(verifySubmissionText(text, hash)).toEqual([]);
    const begin = text.indexOf(canonicalJson(plan));
    expect(begin).toBeGreaterThan(0);
    const end = begin + canonicalJson(plan).length;
    for (let at = begin; at < end; at++) {
      const flipped = String.fromCharCode(text.charCodeAt(at) ^ 1);
      const changed = text.slice(0, at) + flipped + text.slice(at + 1);
      expect(verifySubmissionText(changed, hash), `at ${at}: ${text[at]}`).not.toEqual([]);
    }
    // Somebody who hashes anew has still not signed.
    const forged = { ...document, workplan: { ...plan, milestones: [] } };
    const rehashed = exportSubmission(forged, receipt, hash);
    expect(verifySubmissionText(rehashed, hash).map(({ rule }) => rule)).toContain('VE3');
  });
});

/** Every field that an item of a plan may have. */
function fullWorkplan(): WorkplanSheet {
  const item = { parentId: 'wp', title: 'Förankra', responsiblePartnerId: 'A' };
  const at = { startPeriod: 1, endPeriod: 2 };
  return {
    packages: [{ id: 'wp', ...item, parentId: null, ...at, description: 'Med kommunerna.' }],
    activities: [
      { id: 'a1', ...item, ...at },
      { id: 'a2', ...item, ...at, startPeriod: 2, after: ['a1'], partnerIds: ['B', 'C'] },
    ],
    deliverables: [{ id: 'd', ...item, ...at, parentId: 'a2' }],
    milestones: [
      {
        ...{ id: 'm', ...item, startPeriod: null, endPeriod: null },
        ...{ ownerPersonId: 'person-1', dueDate: '2027-09-01', evidence: 'Protokoll' },
      },
    ],
    indicators: [{ id: 'i', ...item, ...at, unit: 'företag', target: '20' }],
  };
}
