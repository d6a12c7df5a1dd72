export interface RailItem {
  href: string;
  label: string;
  /** Small text at the end: a count or "5 / 8". */
  note?: string | undefined;
  /** What the note means, for those who hear it ("5 of 8 sections written"). */
  noteLabel?: string | undefined;
  /** 'block' paints the note red: something here hinders submission. */
  tone?: 'block' | 'ok' | undefined;
  current?: boolean;
}
