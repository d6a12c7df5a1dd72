import type { CallSection } from '@samspel/domain/call/call';

export type SectionStatus = 'empty' | 'written' | 'too_long';

export function sectionStatus(characters: number, section: CallSection): SectionStatus {
  if (characters > section.maxCharacters) return 'too_long';
  return characters === 0 ? 'empty' : 'written';
}

/** What stands in the way of submission: required and empty, or longer than the form takes. */
export function sectionBlocks(characters: number, section: CallSection): boolean {
  const status = sectionStatus(characters, section);
  return status === 'too_long' || (status === 'empty' && section.required);
}
