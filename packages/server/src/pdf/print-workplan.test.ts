import { canonicalApplication } from '@samspel/domain/proposal/canonical-application';
import type { WorkplanItem, WorkplanSheet } from '@samspel/domain/workplan/workplan-sheet';
import { expect, test } from 'vitest';
import { sampleApplication } from '../../../domain/src/proposal/application.fixture.ts';
import { printWorkplan } from './print-workplan.ts';

const item = (id: string, change: Partial<WorkplanItem> = {}): WorkplanItem => ({
  ...{ id, title: `T-${id}`, parentId: 'wp', responsiblePartnerId: 'B' },
  ...{ startPeriod: null, endPeriod: null, ...change },
});

const plan: WorkplanSheet = {
  packages: [
    item('wp', { parentId: null, startPeriod: 1, endPeriod: 2, description: '#emph[not markup]' }),
  ],
  activities: [
    item('a1', { startPeriod: 1, endPeriod: 1 }),
    item('a2', { startPeriod: 2, endPeriod: 2, after: ['a1'], partnerIds: ['C'] }),
    item('lost', { parentId: 'gone' }),
  ],
  deliverables: [item('d', { parentId: 'a2', endPeriod: 2 })],
  milestones: [
    item('m', { ownerPersonId: 'person-1', dueDate: '2027-09-15', evidence: 'Minutes' }),
    item('odd', { ownerPersonId: 'nobody', dueDate: 'soon' }),
  ],
  indicators: [item('i', { unit: 'companies', target: '40', endPeriod: 2 })],
};

function printed(language: 'sv' | 'en', workplan: WorkplanSheet | undefined): string[] {
  const { workplan: _, ...application } = sampleApplication();
  const proposal = { ...application.proposal, startDate: '2027-03-01', months: 24 };
  const asked = { ...application, proposal, ...(workplan && { workplan }) };
  const document = canonicalApplication(
    { ...asked, sections: asked.sections.map((one) => ({ ...one, content: null })) },
    'person-1',
  );
  const owners = new Map([['person-1', 'Coordinator of Mobile Heights']]);
  return printWorkplan(language, document, owners).flatMap((block) => {
    if (block.t === 'table') return block.rows.map(({ cells }) => cells.join('|'));
    if (block.t === 'heading') return [`## ${block.text} (${block.meta ?? ''})`];
    if (block.t === 'paragraph') return block.c.map((part) => ('s' in part ? part.s : ''));
    return 'text' in block ? [block.text] : [];
  });
}

test('the plan is printed as a table of periods, and as packages with what lies in them', () => {
  expect(printed('en', plan)).toEqual([
    'Work plan',
    '## Timeline by period (x = under way, D = deliverable, M = milestone)',
    '1|T-wp|x|x||',
    '1.1|T-a1|x|||',
    '1.2|T-a2||x||',
    '1.2.1|T-d||D||',
    'M1|T-m||M||',
    'M2|T-odd||||',
    '|T-lost|x|x|x|x',
    '## Work package 1: T-wp (Smart Textiles · Periods 1–2\n1 March 2027 – 29 February 2028)',
    '#emph[not markup]',
    '1.1|Activity: T-a1|Smart Textiles|Period 1\n1 March 2027 – 31 August 2027',
    '1.2|Activity: T-a2\nBegins after 1.1\nTakes part: Automation Region|Smart Textiles|Period 2\n1 September 2027 – 29 February 2028',
    '1.2.1|Deliverable: T-d|Smart Textiles|By the end of period 2\n29 February 2028',
    'M1|Milestone: T-m\nShown by: Minutes|Coordinator of Mobile Heights|15 September 2027',
    'M2|Milestone: T-odd|–|soon',
    'I1|Indicator: T-i\nTarget: 40 companies|Smart Textiles|By the end of period 2\n29 February 2028',
    '## Belongs to no work package ()',
    '|Activity: T-lost|Smart Textiles|Periods 1–4\n1 March 2027 – 28 February 2029',
  ]);
});

test('it is printed in Swedish too, and without a plan there is no chapter', () => {
  const text = printed('sv', plan).join('\n');
  for (const word of ['Arbetsplan', 'L = leverans', 'Milstolpe: T-m', '15 september 2027']) {
    expect(text).toContain(word);
  }
  expect(printed('sv', undefined)).toEqual([]);
});
