import type { AnnexFile } from '@samspel/domain/annex/annex';
import type { Language } from '@samspel/domain/person/person-view';
import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import { bytesText } from '../text/format.ts';
import { labelsOf } from './labels.ts';
import type { Block, Fact } from './print-model.ts';
import { nameOf } from './print-money.ts';

/** Every annex with its file's name, size and hash; nothing where the call asks for none. */
export function printAnnexes(language: Language, document: SubmissionDocument): Block[] {
  const labels = labelsOf[language];
  const { annexes } = document;
  if (!annexes) return [];
  const lead = annexes.length === 0 ? labels.annexesNone : labels.annexesLead;
  const rows = annexes.flatMap((annex): Fact[] => [
    { label: titleOf(language, document, annex), value: fileText(language, annex) },
    { label: 'SHA-256', value: grouped(annex.sha256), mono: true },
  ]);
  return [
    { t: 'chapter', text: labels.annexes, newPage: false },
    { t: 'lead', text: lead },
    ...(rows.length > 0 ? [{ t: 'facts' as const, rows }] : []),
  ];
}

function titleOf(language: Language, document: SubmissionDocument, annex: AnnexFile): string {
  const { kind, partnerId, sourceId } = annex;
  const asked = document.call.annexes?.find(({ key }) => key === kind);
  const sources = document.cofunding[partnerId ?? '']?.sources ?? [];
  const funder = sources.find(({ id }) => id === sourceId)?.funderName;
  const partner = partnerId ? nameOf(document, partnerId) : '';
  return [asked?.title[language] ?? kind, partner, funder].filter(Boolean).join(' · ');
}

function fileText(language: Language, { name, sizeBytes, scan }: AnnexFile): string {
  return `${name}\n${bytesText(language, sizeBytes)}, ${labelsOf[language].scans[scan]}`;
}

/** A hash in groups of eight, so that two can be compared by eye. */
export function grouped(hash: string): string {
  return hash.match(/.{1,8}/g)?.join(' ') ?? hash;
}
