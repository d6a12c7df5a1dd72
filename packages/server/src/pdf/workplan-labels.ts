import type { Language } from '@samspel/domain/person/person-view';
import type { WorkplanRoot } from '@samspel/domain/workplan/workplan-sheet';

export interface WorkplanLabels {
  title: string;
  timeline: string;
  what: string;
  responsible: string;
  when: string;
  more: string;
  kinds: Record<WorkplanRoot, string>;
  loose: string;
  unnamed: string;
  noDate: string;
  period: (from: number, to: number) => string;
  duePeriod: (period: number) => string;
  after: (items: string) => string;
  partners: (names: string) => string;
  evidence: (text: string) => string;
  target: (text: string) => string;
  legend: string;
}

const swedish: WorkplanLabels = {
  title: 'Arbetsplan',
  timeline: 'Tidslinje per period',
  what: 'Vad',
  responsible: 'Ansvarig',
  when: 'När',
  more: 'Övrigt',
  kinds: {
    packages: 'Arbetspaket',
    activities: 'Aktivitet',
    deliverables: 'Leverans',
    milestones: 'Milstolpe',
    indicators: 'Indikator',
  },
  loose: 'Hör inte till något arbetspaket',
  unnamed: 'Utan titel',
  noDate: 'Inget datum',
  period: (from, to) => (from === to ? `Period ${from}` : `Period ${from}–${to}`),
  duePeriod: (period) => `Senast i slutet av period ${period}`,
  after: (items) => `Börjar efter ${items}`,
  partners: (names) => `Deltar: ${names}`,
  evidence: (text) => `Visas av: ${text}`,
  target: (text) => `Mål: ${text}`,
  legend: 'x = pågår, L = leverans, M = milstolpe',
};

const english: WorkplanLabels = {
  title: 'Work plan',
  timeline: 'Timeline by period',
  what: 'What',
  responsible: 'Responsible',
  when: 'When',
  more: 'More',
  kinds: {
    packages: 'Work package',
    activities: 'Activity',
    deliverables: 'Deliverable',
    milestones: 'Milestone',
    indicators: 'Indicator',
  },
  loose: 'Belongs to no work package',
  unnamed: 'Without a title',
  noDate: 'No date',
  period: (from, to) => (from === to ? `Period ${from}` : `Periods ${from}–${to}`),
  duePeriod: (period) => `By the end of period ${period}`,
  after: (items) => `Begins after ${items}`,
  partners: (names) => `Takes part: ${names}`,
  evidence: (text) => `Shown by: ${text}`,
  target: (text) => `Target: ${text}`,
  legend: 'x = under way, D = deliverable, M = milestone',
};

export const workplanLabels: Record<Language, WorkplanLabels> = { sv: swedish, en: english };

/** What marks an item in the timeline: from the first letter of its kind. */
export const timelineMarks: Record<Language, Partial<Record<WorkplanRoot, string>>> = {
  sv: { deliverables: 'L', milestones: 'M' },
  en: { deliverables: 'D', milestones: 'M' },
};
