import type { CostModel } from '@samspel/domain/call/call';
import type { Language } from '@samspel/domain/person/person-view';

export interface ExchangeLabels {
  file: string;
  summary: string;
  budgetOf: (partner: string) => string;
  asOf: (at: string) => string;
  euRate: string;
  exchange: (rate: string) => string;
  onCosts: string;
  allPeriods: string;
  yes: string;
  model: string;
  models: Record<CostModel, string>;
  /** What a row is; files of our own are known by these words when they come back. */
  kinds: { line: string; flat: string; category: string; total: string };
  columns: {
    partner: string;
    kind: string;
    category: string;
    functionTitle: string;
    description: string;
    quantity: string;
    unit: string;
    unitPrice: string;
    currency: string;
    period: string;
    perPeriod: string;
    workPackage: string;
    amount: string;
    counts: (currency: string) => string;
    onCosts: string;
    uprated: string;
    note: string;
    remark: string;
    share: string;
    fixed: string;
    weight: string;
  };
  remarks: {
    replaced: string;
    officeOnly: string;
    noRate: string;
    sign: string;
    outsideModel: string;
    asValue: string;
    refusedRate: string;
  };
  euTotal: string;
}

const swedish: ExchangeLabels = {
  file: 'budget',
  summary: 'Översikt',
  budgetOf: (partner) => `Budget för ${partner}`,
  asOf: (at) => `Utkast som det såg ut ${at}`,
  euRate: 'EU-stödets andel',
  exchange: (rate) => `Växelkurs: 1 EUR = ${rate} (bråk: täljare, nämnare)`,
  onCosts: 'Lönekostnadspåslag',
  allPeriods: 'alla',
  yes: 'ja',
  model: 'Kostnadsmodell',
  models: {
    real_cost: 'Faktiska kostnader',
    staff_and_flat: 'Löner med schablon för alla övriga kostnader',
    fifteen_fifteen: 'Löner med schabloner för kontor och resor',
    flat_staff: 'Personal som schablon',
    lump_sum: 'Klumpsumma',
    unit_cost: 'Enhetskostnader',
  },
  kinds: { line: 'Rad', flat: 'Schablon', category: 'Kostnadsslag', total: 'Summa' },
  columns: {
    partner: 'Part',
    kind: 'Radtyp',
    category: 'Kostnadsslag',
    functionTitle: 'Funktion',
    description: 'Budgetrad',
    quantity: 'Antal',
    unit: 'Enhet',
    unitPrice: 'À-pris',
    currency: 'Valuta',
    period: 'Period',
    perPeriod: 'Antal per period',
    workPackage: 'Arbetspaket',
    amount: 'Belopp',
    counts: (currency) => `Räknas, ${currency}`,
    onCosts: 'Lönekostnadspåslag',
    uprated: 'Uppräkning',
    note: 'Anteckning',
    remark: 'Upplysning',
    share: 'Fördelning',
    fixed: 'Fast belopp',
    weight: 'Vikt',
  },
  remarks: {
    replaced: 'Räknas inte: en schablon ersätter raden',
    officeOnly: 'Räknas inte: kontorskostnader ges bara av en schablon',
    noRate: 'Räknas inte: utlysningen har ingen kurs för valutan',
    sign: 'Räknas inte: intäkter anges negativt, kostnader positivt',
    outsideModel: 'Räknas inte: hör inte till kostnadsmodellen',
    asValue: 'Värde utan formel',
    refusedRate: 'Schablonen är inte giltig och räknas som 0',
  },
  euTotal: 'EU-stödet är summan av parternas andelar, var och en avrundad nedåt till hel cent.',
};

const english: ExchangeLabels = {
  file: 'budget',
  summary: 'Overview',
  budgetOf: (partner) => `Budget of ${partner}`,
  asOf: (at) => `Draft as of ${at}`,
  euRate: 'EU funding rate',
  exchange: (rate) => `Exchange rate: 1 EUR = ${rate} (fraction: numerator, denominator)`,
  onCosts: 'On-costs of pay',
  allPeriods: 'all',
  yes: 'yes',
  model: 'Cost model',
  models: {
    real_cost: 'Actual costs',
    staff_and_flat: 'Staff with a flat rate for all other costs',
    fifteen_fifteen: 'Staff with flat rates for office and travel',
    flat_staff: 'Staff as a flat rate',
    lump_sum: 'Lump sum',
    unit_cost: 'Unit costs',
  },
  kinds: { line: 'Line', flat: 'Flat rate', category: 'Category', total: 'Total' },
  columns: {
    partner: 'Partner',
    kind: 'Row type',
    category: 'Cost category',
    functionTitle: 'Function',
    description: 'Budget line',
    quantity: 'Quantity',
    unit: 'Unit',
    unitPrice: 'Unit price',
    currency: 'Currency',
    period: 'Period',
    perPeriod: 'Quantity per period',
    workPackage: 'Work package',
    amount: 'Amount',
    counts: (currency) => `Counts, ${currency}`,
    onCosts: 'On-costs',
    uprated: 'Uprating',
    note: 'Note',
    remark: 'Explanation',
    share: 'Shared by',
    fixed: 'Fixed amount',
    weight: 'Weight',
  },
  remarks: {
    replaced: 'Does not count: a flat rate replaces the line',
    officeOnly: 'Does not count: office costs come from a flat rate only',
    noRate: 'Does not count: the call has no rate for the currency',
    sign: 'Does not count: revenue is negative, costs are not',
    outsideModel: 'Does not count: not part of the cost model',
    asValue: 'Value without a formula',
    refusedRate: 'The flat rate is not valid and counts as 0',
  },
  euTotal: 'EU funding is the sum of the partners’ shares, each truncated to the cent.',
};

export const exchangeLabels: Record<Language, ExchangeLabels> = { sv: swedish, en: english };
