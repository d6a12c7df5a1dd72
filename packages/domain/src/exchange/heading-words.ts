import type { CostCategory } from '../budget/budget-sheet.ts';
import type { FlatRateKind } from '../call/call.ts';

/** What a column of a file may hold. `partner` says whose a row is, `kind` whether it is a line at all. */
export const importFields = [
  'partner',
  'kind',
  'category',
  'functionTitle',
  'description',
  'quantity',
  'unit',
  'unitPrice',
  'amount',
  'currency',
  'period',
  'perPeriod',
  'workPackage',
  'note',
  'onCosts',
  'uprated',
] as const;
export type ImportField = (typeof importFields)[number];

/** EX1: words that head such a column, Swedish and English, as `plainWords` writes them. */
const headings: Record<ImportField, readonly string[]> = {
  partner: ['partner', 'part', 'projektpartner', 'samverkanspart', 'project partner'],
  kind: ['typ', 'radtyp', 'row type', 'type', 'kind'],
  category: [
    'kostnadsslag',
    'kostnadskategori',
    'kategori',
    'cost category',
    'category',
    'budget heading',
  ],
  functionTitle: ['funktion', 'roll', 'befattning', 'function', 'role', 'staff function'],
  description: [
    ...['budgetrad', 'beskrivning', 'benämning', 'kostnad', 'post', 'aktivitet', 'vad'],
    ...['budget line', 'description', 'item', 'cost item', 'activity', 'what'],
  ],
  quantity: [
    'antal',
    'mängd',
    'kvantitet',
    'timmar',
    'antal timmar',
    'quantity',
    'qty',
    'number',
    'hours',
    'units',
    'no of units',
  ],
  unit: ['enhet', 'enhetstyp', 'unit', 'unit type'],
  unitPrice: [
    ...[
      'à pris',
      'a pris',
      'pris',
      'pris per enhet',
      'enhetspris',
      'styckpris',
      'timpris',
      'timkostnad',
      'kostnad per enhet',
    ],
    ...[
      'unit price',
      'price',
      'price per unit',
      'unit cost',
      'cost per unit',
      'hourly rate',
      'rate',
    ],
  ],
  amount: [
    'belopp',
    'summa',
    'totalt',
    'total',
    'kostnad totalt',
    'total kostnad',
    'amount',
    'sum',
    'total cost',
    'cost',
  ],
  currency: ['valuta', 'currency'],
  period: ['period', 'delperiod', 'reporting period'],
  perPeriod: [
    'antal per period',
    'mängd per period',
    'quantity per period',
    'quantities per period',
  ],
  workPackage: ['arbetspaket', 'ap', 'work package', 'wp'],
  onCosts: ['lönekostnadspåslag', 'lkp', 'on costs'],
  uprated: ['uppräkning', 'uppräknas', 'uprating', 'uprated'],
  note: [
    'anteckning',
    'anteckningar',
    'kommentar',
    'anmärkning',
    'note',
    'notes',
    'comment',
    'comments',
    'remark',
  ],
};

const byHeading = new Map<string, ImportField>(
  importFields.flatMap((field) => headings[field].map((word) => [word, field] as const)),
);

/** Lower case, words apart by one space, without brackets, currencies and punctuation. */
export function plainWords(text: string): string {
  return text
    .slice(0, 200)
    .normalize('NFC')
    .toLowerCase()
    .replace(/\([^)]*\)/g, ' ')
    .replace(/(^|[^\p{L}])[tkm]€/gu, '$1 ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(
      /(^| )(eur|euro|sek|kr|kronor|tkr|tsek|ksek|mkr|mnkr|msek|teur|keur|meur)(?= |$)/g,
      ' ',
    )
    .replace(/ +/g, ' ')
    .trim();
}

/** EX1: the field that a heading names; null where it names none that we know. */
export function fieldOfHeading(text: string): ImportField | null {
  return byHeading.get(plainWords(text)) ?? null;
}

/** The currency that a heading or an amount names. */
export function currencyIn(text: string): 'EUR' | 'SEK' | null {
  if (/(^|[^\p{L}])(sek|kr|kronor)([^\p{L}]|$)|:-/iu.test(text)) return 'SEK';
  return /€|(^|[^\p{L}])(eur|euro)([^\p{L}]|$)/iu.test(text) ? 'EUR' : null;
}

type CategoryWord = [CostCategory | 'OTHER_FLAT', RegExp];

// In this order: "unit costs" before "unit", "all other costs" before whatever else begins alike.
const categoryWords: readonly CategoryWord[] = [
  [
    'OTHER_FLAT',
    /^(other flat|all other|other costs|övriga kostnader|alla övriga|schablon|flat rate)/,
  ],
  ['STAFF', /^(staff|personnel|personal|löne?r?($| |k)|lön$|salar|wages)/],
  ['TRAVEL', /^(travel|trips|resor|resa|rese|logi|accommodation)/],
  ['OFFICE', /^(office|administration|kontor|indirekt|indirect|overhead)/],
  [
    'EXTERNAL',
    /^(external|extern|konsult|consult|expert|köpta tjänster|services|tjänster|subcontract|underlever)/,
  ],
  ['EQUIPMENT', /^(equipment|utrustning|material|materiel|investering|maskin|inventarier)/],
  ['INFRA', /^(infra|works|construction|bygg|anläggning|lokal)/],
  ['LUMP', /^(lump|klump|engångsbelopp)/],
  ['UNIT', /^(unit$|unit cost|enhetskost)/],
  ['REVENUE', /^(revenue|income|intäkt|project revenue|projektintäkt)/],
];

/** EX2: the cost category that a text names, by the field's words in Swedish or English. */
export function categoryOf(text: string): CostCategory | 'OTHER_FLAT' | null {
  const plain = plainWords(text).replace(/^(\d+ |[a-z] )+(?=\p{L}{3})/u, '');
  return categoryWords.find(([, words]) => words.test(plain))?.[0] ?? null;
}

/** Rows that repeat what the lines say: they are no lines. */
export function isTotal(text: string): boolean {
  return /^(del|slut)?summa( |$)|^(grand |sub ?)?total(t|en|er)?( |$)|^sum( |$)/.test(
    plainWords(text),
  );
}

/** EX4: what the kind of a row is called in files of our own, where it is no line. */
export function isOtherKind(text: string): boolean {
  return (
    isTotal(text) ||
    /^(schablon|flat rate|kostnadsslag|kostnadsmodell|cost model|category|eu stöd|eu funding)/.test(
      plainWords(text),
    )
  );
}

/** Which category a flat rate stands in for. */
export const flatRateCategory: Record<FlatRateKind, CostCategory | 'OTHER_FLAT'> = {
  staffOnDirect: 'STAFF',
  travelOnStaff: 'TRAVEL',
  officeOnStaff: 'OFFICE',
  officeOnDirect: 'OFFICE',
  otherOnStaff: 'OTHER_FLAT',
};
