import type { CallAnnex } from '@samspel/domain/annex/annex';

const MEGABYTES = 1_000_000;
const readable: CallAnnex['types'] = ['pdf', 'png', 'jpg'];

const signatoryPower: CallAnnex = {
  key: 'signatory_power',
  title: { sv: 'Bevis om firmateckningsrätt', en: 'Proof of signatory power' },
  guidance: {
    sv: 'Visar vem som får skriva under för projektägaren: registreringsbevis, stadgar med protokoll eller delegationsordning. Högst tre månader gammalt.',
    en: 'Shows who may sign for the lead partner: registration certificate, statutes with minutes, or rules of delegation. At most three months old.',
  },
  per: 'proposal',
  demanded: true,
  types: readable,
  maxBytes: 10 * MEGABYTES,
};

const procurementPlan: CallAnnex = {
  key: 'procurement_plan',
  title: { sv: 'Inköps- och upphandlingsplan', en: 'Purchase and procurement plan' },
  guidance: {
    sv: 'Vad projektet ska köpa, för hur mycket, när och med vilket förfarande. Ta med alla parters inköp.',
    en: 'What the project will buy, for how much, when and by which procedure. Include the purchases of all partners.',
  },
  per: 'proposal',
  demanded: true,
  types: ['pdf', 'docx', 'xlsx', 'odt', 'ods'],
  maxBytes: 25 * MEGABYTES,
};

const partnerConfirmation: CallAnnex = {
  key: 'partner_confirmation',
  title: { sv: 'Bekräftelse av åtaganden', en: 'Confirmation of commitments' },
  guidance: {
    sv: 'Undertecknad av den som tecknar partens firma: uppgifter i projektet, budget och egen finansiering.',
    en: 'Signed by whoever may sign for the partner: tasks in the project, budget and own funding.',
  },
  per: 'partner',
  demanded: true,
  types: readable,
  maxBytes: 10 * MEGABYTES,
};

const certificate: CallAnnex = {
  key: 'cofunding_certificate',
  title: { sv: 'Medfinansieringsintyg', en: 'Co-funding certificate' },
  guidance: {
    sv: 'Finansiärens undertecknade intyg med belopp, år och villkor. Behövs inte om finansiären har svarat genom sin länk.',
    en: 'The funder’s signed certificate with amount, years and conditions. Not needed if the funder has answered through its link.',
  },
  per: 'source',
  demanded: false,
  types: readable,
  maxBytes: 10 * MEGABYTES,
};

const riskAnalysis: CallAnnex = {
  key: 'risk_analysis',
  title: { sv: 'Riskanalys', en: 'Risk analysis' },
  guidance: {
    sv: 'Frivillig: en utförligare analys än den i arbetsplanen.',
    en: 'Optional: a more detailed analysis than the one in the work plan.',
  },
  per: 'proposal',
  demanded: false,
  types: ['pdf', 'docx', 'xlsx', 'odt', 'ods'],
  maxBytes: 25 * MEGABYTES,
};

export const interregionalAnnexes: CallAnnex[] = [
  signatoryPower,
  procurementPlan,
  partnerConfirmation,
  certificate,
  riskAnalysis,
];

/** The later call wants each funder's own paper. */
export const laterAnnexes: CallAnnex[] = [
  signatoryPower,
  partnerConfirmation,
  {
    ...certificate,
    guidance: {
      sv: 'Finansiärens undertecknade intyg med belopp, år och villkor.',
      en: 'The funder’s signed certificate with amount, years and conditions.',
    },
    demanded: true,
  },
  { ...procurementPlan, demanded: false },
];
