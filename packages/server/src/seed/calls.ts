import type { CallDefinition, CallSection, CallTheme } from '@samspel/domain/call/call';
import { interregionalAnnexes, laterAnnexes } from './call-annexes.ts';

/** A call before it is published: the dates follow from the day of the first start. */
export interface CallTemplate {
  daysOpen: number;
  definition: Omit<CallDefinition, 'authorityId' | 'opensAt' | 'closesAt'>;
}

const seedThemes: CallTheme[] = [
  { key: 'health_care', title: { sv: 'Hälsa och vård', en: 'Health care' } },
  { key: 'life_science', title: { sv: 'Life science', en: 'Life science' } },
  { key: 'aerospace', title: { sv: 'Flyg och rymd', en: 'Aerospace' } },
  {
    key: 'textiles_architecture',
    title: { sv: 'Textil och arkitektur', en: 'Textiles and architecture' },
  },
  { key: 'food', title: { sv: 'Livsmedel', en: 'Food' } },
  { key: 'offshore', title: { sv: 'Offshore', en: 'Offshore' } },
];

const laterThemes: CallTheme[] = [
  {
    key: 'industry',
    title: { sv: 'Industriell omställning', en: 'Industrial transition' },
  },
  { key: 'health_care', title: { sv: 'Hälsa och vård', en: 'Health care' } },
  { key: 'food', title: { sv: 'Livsmedel', en: 'Food' } },
  {
    key: 'bioeconomy',
    title: { sv: 'Skoglig bioekonomi', en: 'Forest bioeconomy' },
  },
  { key: 'energy', title: { sv: 'Hållbar energi', en: 'Sustainable energy' } },
  {
    key: 'digital',
    title: { sv: 'Digitala lösningar', en: 'Digital solutions' },
  },
];

const need: CallSection = {
  key: 'need',
  title: {
    sv: 'Behov och koppling till smart specialisering',
    en: 'Need and link to smart specialisation',
  },
  guidance: {
    sv: 'Vilket problem eller vilken möjlighet utgår projektet från, och hur vet ni det? Visa hur projektet bygger på prioriteringarna för smart specialisering i minst två av de regioner som deltar. Nämn prioriteringarna vid namn.',
    en: 'Which problem or opportunity does the project start from, and how do you know? Show how it builds on the smart specialisation priorities of at least two of the regions that take part. Name the priorities.',
  },
  maxCharacters: 6000,
  required: true,
};

const addedValue: CallSection = {
  key: 'added_value',
  title: { sv: 'Mervärde av samverkan mellan regioner', en: 'Interregional added value' },
  guidance: {
    sv: 'Vad kan ni göra tillsammans som inget av klustren kan göra i sin egen region? Beskriv vilka styrkor som kompletterar varandra och vad samarbetet leder till för företagen.',
    en: 'What can you do together that no cluster can do in its own region? Describe which strengths complement each other and what the cooperation gives the companies.',
  },
  maxCharacters: 6000,
  required: true,
};

const consortium: CallSection = {
  key: 'consortium',
  title: { sv: 'Konsortiet', en: 'The consortium' },
  guidance: {
    sv: 'Vilka är parterna, varför just de och vem ansvarar för vad? Beskriv hur små och medelstora företag, forskning och offentlig sektor nås genom klustren, och hur ni ersätter en nyckelperson som slutar.',
    en: 'Who are the partners, why these, and who is responsible for what? Describe how small and medium-sized companies, research and the public sector are reached through the clusters, and how you replace a key person who leaves.',
  },
  maxCharacters: 4000,
  required: true,
};

const workPlan: CallSection = {
  key: 'work_plan',
  title: { sv: 'Arbetsplan, milstolpar och risker', en: 'Work plan, milestones and risks' },
  guidance: {
    sv: 'Beskriv arbetspaketen med ansvarig part, tid, aktiviteter och milstolpar. Ange de viktigaste riskerna och hur ni hanterar dem.',
    en: 'Describe the work packages with responsible partner, time, activities and milestones. State the most important risks and how you deal with them.',
  },
  maxCharacters: 8000,
  required: true,
};

const results: CallSection = {
  key: 'results',
  title: { sv: 'Resultat och varaktig effekt', en: 'Results and lasting effect' },
  guidance: {
    sv: 'Vilka resultat ska finnas när projektet är slut och hur mäter ni dem? Beskriv indikatorer med målvärden, vem som tar över resultaten och hur de lever vidare utan projektmedel.',
    en: 'Which results will exist when the project ends, and how do you measure them? Describe indicators with target values, who takes over the results and how they live on without project funding.',
  },
  maxCharacters: 6000,
  required: true,
};

const horizontal: CallSection = {
  key: 'horizontal',
  title: { sv: 'Hållbarhet och lika villkor', en: 'Sustainability and equal terms' },
  guidance: {
    sv: 'Hur bidrar projektet till miljömässig och social hållbarhet, jämställdhet och tillgänglighet? Beskriv konkreta val i projektet, inte allmänna ambitioner.',
    en: 'How does the project contribute to environmental and social sustainability, gender equality and accessibility? Describe concrete choices in the project, not general ambitions.',
  },
  maxCharacters: 3000,
  required: true,
};

const budgetReasons: CallSection = {
  key: 'budget_reasons',
  title: { sv: 'Motivering av budgeten', en: 'Budget justification' },
  guidance: {
    sv: 'Motivera de största kostnaderna och valet av schabloner. Förklara hur kostnaderna står i proportion till aktiviteterna och hur säker medfinansieringen är.',
    en: 'Justify the largest costs and the choice of flat rates. Explain how the costs are in proportion to the activities and how certain the co-funding is.',
  },
  maxCharacters: 4000,
  required: true,
};

const communication: CallSection = {
  key: 'communication',
  title: { sv: 'Kommunikation och spridning', en: 'Communication and dissemination' },
  guidance: {
    sv: 'Vilka ska känna till resultaten och hur når ni dem? Avsnittet är frivilligt.',
    en: 'Who should know about the results, and how do you reach them? This section is optional.',
  },
  maxCharacters: 3000,
  required: false,
};

const sections = [
  need,
  addedValue,
  consortium,
  workPlan,
  results,
  horizontal,
  budgetReasons,
  communication,
];

/** The interregional call: three clusters, two regions, half of the cost from the EU. */
const interregional: CallTemplate = {
  daysOpen: 30,
  definition: {
    code: 'INTERREG-KLUSTER',
    title: {
      sv: 'Kluster i samverkan över regiongränser',
      en: 'Clusters cooperating across regions',
    },
    summary: {
      sv: 'Utlysningen vänder sig till kluster och FoU-plattformar som vill utveckla något tillsammans inom en gemensam bransch eller ett gemensamt tema. Minst tre kluster från minst två regioner ska delta. EU-stödet är mellan 200 000 och 600 000 euro per projekt och högst hälften av kostnaden; resten är regional medfinansiering. Cirka sex projekt kan få stöd.',
      en: 'The call addresses clusters and R&D platforms that want to develop something together in one sector or theme. At least three clusters from at least two regions take part. EU support is between EUR 200,000 and 600,000 per project and at most half of the cost; the rest is regional co-funding. About six projects can be supported.',
    },
    currency: 'EUR',
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
    themes: seedThemes,
    costModels: ['real_cost', 'staff_and_flat', 'fifteen_fifteen', 'flat_staff', 'unit_cost'],
    flatRates: {
      staffOnDirect: { maxBp: 2000, adjustable: true },
      travelOnStaff: { maxBp: 1500, adjustable: true },
      officeOnStaff: { maxBp: 1500, adjustable: false },
      otherOnStaff: { maxBp: 4000, adjustable: true },
    },
    periods: { lengthMonths: 6, max: 6 },
    minMonths: 12,
    maxMonths: 36,
    sections,
    annexes: interregionalAnnexes,
    greedySkip: false,
    lkpBp: 4524,
    upratingBp: 240,
    fx: { currency: 'SEK', numerator: 839, denominator: 100 },
  },
};

/** The later variant: forty per cent, and the three ways to budget of the handbook for 2021-2027. */
const later: CallTemplate = {
  daysOpen: 60,
  definition: {
    code: 'KLUSTER-2021-27',
    title: {
      sv: 'Kluster för grön och digital omställning 2021–2027',
      en: 'Clusters for the green and digital transition 2021–2027',
    },
    summary: {
      sv: 'Utlysningen stärker kluster som tillsammans driver på den gröna och digitala omställningen inom regionernas områden för smart specialisering. Minst tre kluster från minst två regioner ska delta. EU-stödet är högst 40 procent av kostnaden. De flesta budgeterar löner med ett schablonpåslag för alla övriga kostnader; faktiska kostnader med schablon för de indirekta går också, och klumpsumma för en förstudie.',
      en: 'The call strengthens clusters that together drive the green and digital transition in the regions’ areas of smart specialisation. At least three clusters from at least two regions take part. EU support is at most 40 per cent of the cost. Most budget staff with a flat rate for all other costs; actual costs with a flat rate for the indirect ones are possible, and a lump sum for a feasibility study.',
    },
    currency: 'EUR',
    timeZone: 'Europe/Stockholm',
    envelopeMinor: '450000000',
    minEuMinor: '20000000',
    maxEuMinor: '60000000',
    euRateBp: 4000,
    minClusters: 3,
    minRegions: 2,
    regionLevel: 'NUTS2',
    countedKinds: ['cluster', 'rdi_platform'],
    countedRoles: ['lead', 'partner'],
    themes: laterThemes,
    costModels: ['staff_and_flat', 'real_cost', 'lump_sum'],
    flatRates: {
      officeOnDirect: { maxBp: 700, adjustable: true },
      otherOnStaff: { maxBp: 4000, adjustable: true },
    },
    periods: { lengthMonths: 6, max: 6 },
    minMonths: 12,
    maxMonths: 36,
    sections,
    annexes: laterAnnexes,
    greedySkip: false,
    upratingBp: 240,
    fx: { currency: 'SEK', numerator: 839, denominator: 100 },
  },
};

export const callTemplates: readonly CallTemplate[] = [interregional, later];
