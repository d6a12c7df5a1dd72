import example from '../budget/budget-example.json' with { type: 'json' };
import type { BudgetSheet, CostCategory, FlatRateChoices } from '../budget/budget-sheet.ts';
import { type CallDefinition, callDefinition } from '../call/call.ts';
import type { CofundingSheet } from '../cofunding/cofunding-sheet.ts';
import type { PartnerEntry } from '../consortium/partner.ts';
import type { Application } from './application.ts';

const both = (text: string) => ({ sv: text, en: text });

export const sampleCall: CallDefinition = callDefinition.parse({
  code: 'INTERREG-KLUSTER',
  title: both('Interregional cluster cooperation'),
  summary: both('Clusters of at least two regions develop one theme together.'),
  authorityId: '01890000-0000-7000-8000-000000000001',
  currency: 'EUR',
  opensAt: '2026-11-01T08:00:00Z',
  closesAt: '2026-12-23T15:00:00Z',
  timeZone: 'Europe/Stockholm',
  envelopeMinor: '300000000',
  minEuMinor: '20000000',
  maxEuMinor: '60000000',
  euRateBp: 5000,
  minClusters: 3,
  minRegions: 2,
  regionLevel: 'NUTS2',
  countedKinds: ['cluster', 'rdi_platform'],
  countedRoles: ['lead', 'partner'],
  themes: [{ key: 'textiles', title: both('Textiles') }],
  costModels: ['real_cost', 'staff_and_flat'],
  flatRates: example.call.flatRates,
  periods: { lengthMonths: 6, max: 6 },
  minMonths: 12,
  maxMonths: 36,
  sections: [
    { key: 'need', title: both('Need'), guidance: both(''), maxCharacters: 100, required: true },
    { key: 'risks', title: both('Risks'), guidance: both(''), maxCharacters: 100, required: false },
  ],
  greedySkip: false,
  fx: { currency: 'SEK', numerator: 839, denominator: 100 },
});

const organisations = {
  A: { name: 'Mobile Heights', number: '556677-0001', nuts3: 'SE224' },
  B: { name: 'Smart Textiles', number: '556677-0002', nuts3: 'SE232' },
  C: { name: 'Automation Region', number: '556677-0003', nuts3: 'SE125' },
};

export function samplePartner(id: keyof typeof organisations): PartnerEntry {
  const { name, number, nuts3 } = organisations[id];
  return {
    id,
    organisationId: `organisation-${id}`,
    organisationName: name,
    organisationNumber: number,
    kind: 'cluster',
    nuts3,
    role: id === 'A' ? 'lead' : 'partner',
    status: 'accepted',
    signOff: { by: 'person-1', at: '2026-12-01T10:00:00Z', contentHash: 'signed', current: true },
  };
}

function sheetOf(partner: (typeof example.partners)[number]): BudgetSheet {
  return {
    flat: partner.flat as FlatRateChoices,
    lines: partner.lines.map((line, at) => ({
      id: `${partner.id}${at + 1}`,
      category: line.category as CostCategory,
      description: '',
      functionTitle: '',
      unit: '',
      quantity: line.quantity,
      unitPriceMinor: line.unitPriceMinor,
      currency: 'EUR',
      period: null,
      workPackage: null,
      note: '',
    })),
  };
}

function sourcesOf(partner: (typeof example.partners)[number]): CofundingSheet {
  return {
    sources: partner.sources.map((source) => ({
      id: source.id,
      funderName: 'Region Skåne',
      legal: 'public',
      form: 'cash',
      mode: 'weight',
      amountMinor: '0',
      weight: source.weight,
      status: 'pledged',
    })),
  };
}

/** The worked example as an application that breaks no rule. */
export function sampleApplication(): Application {
  return {
    call: sampleCall,
    proposal: {
      id: 'proposal-1',
      title: 'Smart textil, smart vård',
      acronym: 'STSV',
      theme: 'textiles',
      months: 24,
      startDate: '2027-03-01',
    },
    partners: [samplePartner('A'), samplePartner('B'), samplePartner('C')],
    sections: [
      { key: 'need', ownerPartnerId: null, characters: 4, content: { type: 'doc', text: 'Need' } },
      { key: 'risks', ownerPartnerId: 'B', characters: 0, content: { type: 'doc' } },
    ],
    budgets: Object.fromEntries(example.partners.map((partner) => [partner.id, sheetOf(partner)])),
    cofunding: Object.fromEntries(
      example.partners.map((partner) => [partner.id, sourcesOf(partner)]),
    ),
    pledges: [],
    now: '2026-12-10T12:00:00Z',
  };
}
