import type { ScanState } from '@samspel/domain/annex/annex';
import type { CostCategory } from '@samspel/domain/budget/budget-sheet';
import type { FlatRateKind } from '@samspel/domain/call/call';
import type { SourceStatus } from '@samspel/domain/cofunding/cofunding-sheet';
import type { Severity } from '@samspel/domain/finding';
import type { Language } from '@samspel/domain/person/person-view';

type CategoryKey = CostCategory | 'OTHER_FLAT';

export interface Labels {
  draft: string;
  page: string;
  contents: string;
  lead: string;
  partners: string;
  partner: string;
  associated: string;
  authority: string;
  duration: string;
  months: (count: number) => string;
  theme: string;
  total: string;
  eu: string;
  own: string;
  received: string;
  receivedAt: string;
  reference: string;
  hash: string;
  draftTitle: string;
  draftText: (at: string) => string;
  organisation: string;
  role: string;
  county: string;
  signed: string;
  notSigned: string;
  application: string;
  characters: (count: string, limit: string) => string;
  noText: string;
  budget: string;
  budgetLead: (rate: string) => string;
  summary: string;
  byCategory: string;
  category: string;
  costs: string;
  item: string;
  quantity: string;
  unitPrice: string;
  amount: string;
  sum: string;
  flatRate: (name: string, rate: string) => string;
  noCosts: string;
  cofunding: string;
  funder: string;
  kind: string;
  status: string;
  noSources: string;
  uncovered: string;
  pledgeSigned: (funder: string) => string;
  pledgeHash: string;
  legal: Record<'public' | 'private', string>;
  form: Record<'cash' | 'in_kind', string>;
  statuses: Record<SourceStatus, string>;
  annexes: string;
  annexesLead: string;
  annexesNone: string;
  scans: Record<ScanState, string>;
  checks: string;
  checksNone: string;
  severities: Record<Severity, string>;
  receipt: string;
  receiptLead: string;
  submittedBy: string;
  number: string;
  auditHead: string;
  signatures: string;
  partHash: string;
  verify: string;
  categories: Record<CategoryKey, string>;
  flatRates: Record<FlatRateKind, string>;
}

const swedish: Labels = {
  draft: 'Utkast',
  page: 'Sida',
  contents: 'Innehåll',
  lead: 'Projektägare',
  partners: 'Parter',
  partner: 'Samverkanspart',
  associated: 'Samarbetspart utan budget',
  authority: 'Förvaltande myndighet',
  duration: 'Projekttid',
  months: (count) => (count === 1 ? '1 månad' : `${count} månader`),
  theme: 'Tema',
  total: 'Total kostnad',
  eu: 'EU-stöd',
  own: 'Medfinansiering',
  received: 'Mottagen',
  receivedAt: 'Mottagen',
  reference: 'Referens',
  hash: 'SHA-256',
  draftTitle: 'Utkast för läsning',
  draftText: (at) =>
    `Det här är ingen inlämnad ansökan. Innehållet är som det såg ut ${at} och kan ha ändrats sedan dess.`,
  organisation: 'Organisation',
  role: 'Roll',
  county: 'Län',
  signed: 'Signerad',
  notSigned: 'Inte signerad',
  application: 'Ansökan',
  characters: (count, limit) => `${count} av ${limit} tecken`,
  noText: 'Avsnittet har ingen text.',
  budget: 'Budget',
  budgetLead: (rate) =>
    `Belopp i euro. EU-stödet är högst ${rate} av varje parts kostnad och avrundas nedåt till hel cent; summan av parternas andelar gäller.`,
  summary: 'Översikt',
  byCategory: 'Kostnadsslag per part',
  category: 'Kostnadsslag',
  costs: 'Kostnader',
  item: 'Post',
  quantity: 'Antal',
  unitPrice: 'À-pris',
  amount: 'Belopp',
  sum: 'Summa',
  flatRate: (name, rate) => `${name}, schablon ${rate}`,
  noCosts: 'Parten har inga kostnader.',
  cofunding: 'Medfinansiering',
  funder: 'Finansiär',
  kind: 'Slag',
  status: 'Status',
  noSources: 'Parten har ingen medfinansiering.',
  uncovered: 'Saknas',
  pledgeSigned: (funder) => `Signerat för ${funder}`,
  pledgeHash: 'SHA-256 av det signerade',
  legal: { public: 'Offentlig', private: 'Privat' },
  form: { cash: 'kontant', in_kind: 'i annat än pengar' },
  statuses: {
    idea: 'Idé',
    requested: 'Tillfrågad',
    pledged: 'Utfäst',
    certified: 'Intygad',
    paid_in: 'Inbetald',
    withdrawn: 'Tillbakadragen',
  },
  annexes: 'Bilagor',
  annexesLead: 'Filerna följer med inlämningen. Hashen visar att en fil är den som lämnades in.',
  annexesNone: 'Ansökan har inga bilagor.',
  scans: {
    pending: 'väntar på virusgenomsökning',
    clean: 'genomsökt, inget virus funnet',
    infected: 'smittad',
    unscanned: 'inte genomsökt efter virus',
  },
  checks: 'Kontroller',
  checksNone: 'Ansökan bryter inte mot någon av utlysningens regler.',
  severities: { error: 'Hinder', warning: 'Varning', info: 'Upplysning' },
  receipt: 'Kvitto',
  receiptLead:
    'Kvittot visar vad som togs emot och när. Tiden är databasens när hela begäran hade kommit fram; den avgör om ansökan är i tid.',
  submittedBy: 'Inlämnad av',
  number: 'Inlämning nr',
  auditHead: 'Händelsekedjans hash',
  signatures: 'Signerade delar',
  partHash: 'Delens SHA-256',
  verify:
    'Så kontrollerar du: hämta inlämningen som fil ur Samspel och kör ”samspel verify” på den. Kommandot räknar om hashar, budget, kontroller och bilagor utan tillgång till Samspels databas, och finner varje ändrad byte.',
  categories: {
    STAFF: 'Personal',
    TRAVEL: 'Resor och logi',
    OFFICE: 'Kontor och administration',
    EXTERNAL: 'Externa tjänster',
    EQUIPMENT: 'Utrustning',
    INFRA: 'Infrastruktur och byggnation',
    LUMP: 'Klumpsumma',
    UNIT: 'Enhetskostnader',
    REVENUE: 'Projektintäkter',
    OTHER_FLAT: 'Alla övriga kostnader',
  },
  flatRates: {
    staffOnDirect: 'Personal på direkta kostnader',
    travelOnStaff: 'Resor på personal',
    officeOnStaff: 'Kontor på personal',
    officeOnDirect: 'Kontor på direkta kostnader',
    otherOnStaff: 'Övriga kostnader på personal',
  },
};

const english: Labels = {
  draft: 'Draft',
  page: 'Page',
  contents: 'Contents',
  lead: 'Lead partner',
  partners: 'Partners',
  partner: 'Partner',
  associated: 'Associated partner without budget',
  authority: 'Managing authority',
  duration: 'Project period',
  months: (count) => (count === 1 ? '1 month' : `${count} months`),
  theme: 'Theme',
  total: 'Total cost',
  eu: 'EU support',
  own: 'Co-funding',
  received: 'Received',
  receivedAt: 'Received',
  reference: 'Reference',
  hash: 'SHA-256',
  draftTitle: 'Draft for reading',
  draftText: (at) =>
    `This is not a submitted application. It shows the content as of ${at}, which may have changed since.`,
  organisation: 'Organisation',
  role: 'Role',
  county: 'County',
  signed: 'Signed off',
  notSigned: 'Not signed off',
  application: 'Application',
  characters: (count, limit) => `${count} of ${limit} characters`,
  noText: 'This section has no text.',
  budget: 'Budget',
  budgetLead: (rate) =>
    `Amounts in euro. EU support is at most ${rate} of each partner’s cost and is truncated to the cent; the sum of the partners’ shares applies.`,
  summary: 'Overview',
  byCategory: 'Cost categories by partner',
  category: 'Cost category',
  costs: 'Costs',
  item: 'Item',
  quantity: 'Quantity',
  unitPrice: 'Unit price',
  amount: 'Amount',
  sum: 'Total',
  flatRate: (name, rate) => `${name}, flat rate ${rate}`,
  noCosts: 'The partner has no costs.',
  cofunding: 'Co-funding',
  funder: 'Funder',
  kind: 'Kind',
  status: 'Status',
  noSources: 'The partner has no co-funding.',
  uncovered: 'Missing',
  pledgeSigned: (funder) => `Signed for ${funder}`,
  pledgeHash: 'SHA-256 of what was signed',
  legal: { public: 'Public', private: 'Private' },
  form: { cash: 'cash', in_kind: 'in kind' },
  statuses: {
    idea: 'Idea',
    requested: 'Requested',
    pledged: 'Pledged',
    certified: 'Certified',
    paid_in: 'Paid in',
    withdrawn: 'Withdrawn',
  },
  annexes: 'Annexes',
  annexesLead: 'The files come with the submission. A hash shows that a file is the one submitted.',
  annexesNone: 'The application has no annexes.',
  scans: {
    pending: 'waiting for the virus scan',
    clean: 'scanned, no virus found',
    infected: 'infected',
    unscanned: 'not scanned for viruses',
  },
  checks: 'Checks',
  checksNone: 'The application breaks none of the call’s rules.',
  severities: { error: 'Blocking', warning: 'Warning', info: 'Note' },
  receipt: 'Receipt',
  receiptLead:
    'The receipt shows what was received and when. The time is the database’s when the complete request had arrived; it decides whether the application is in time.',
  submittedBy: 'Submitted by',
  number: 'Submission no.',
  auditHead: 'Hash of the event chain',
  signatures: 'Parts signed off',
  partHash: 'SHA-256 of the part',
  verify:
    'To verify: fetch the submission as a file from Samspel and run “samspel verify” on it. The command re-computes hashes, budget, checks and annexes without access to Samspel’s database, and finds every changed byte.',
  categories: {
    STAFF: 'Staff',
    TRAVEL: 'Travel and accommodation',
    OFFICE: 'Office and administration',
    EXTERNAL: 'External services',
    EQUIPMENT: 'Equipment',
    INFRA: 'Infrastructure and works',
    LUMP: 'Lump sum',
    UNIT: 'Unit costs',
    REVENUE: 'Project revenue',
    OTHER_FLAT: 'All other costs',
  },
  flatRates: {
    staffOnDirect: 'Staff on direct costs',
    travelOnStaff: 'Travel on staff',
    officeOnStaff: 'Office on staff',
    officeOnDirect: 'Office on direct costs',
    otherOnStaff: 'Other costs on staff',
  },
};

export const labelsOf: Record<Language, Labels> = { sv: swedish, en: english };
