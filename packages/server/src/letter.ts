import type { Language } from '@samspel/domain/person/person-view';

export interface Letter {
  language: Language;
  subject: string;
  /** Plain text, one entry a paragraph; user text in it is escaped in the HTML form. */
  paragraphs: readonly string[];
  /** The one thing to do, as a button and as a bare link. */
  action?: { label: string; link: string };
  /** What follows the button, smaller: how long a link holds, why this mail came. */
  notes?: readonly string[];
}

const signature = {
  sv: 'Samspel, arbetsytan där konsortier skriver ansökningar tillsammans',
  en: 'Samspel, the workspace in which consortia write applications together',
} as const;

/** The plain and the HTML form of a mail, same words in both; no pictures, no links to elsewhere. */
export function writeLetter(letter: Letter): { subject: string; text: string; html: string } {
  const { subject, paragraphs, action, notes = [], language } = letter;
  const text = [
    ...paragraphs,
    ...(action ? [`${action.label}:\n${action.link}`] : []),
    ...notes,
    `-- \n${signature[language]}`,
  ].join('\n\n');
  return { subject, text: `${text}\n`, html: htmlOf(letter, notes) };
}

function htmlOf({ language, subject, paragraphs, action }: Letter, notes: readonly string[]) {
  const font = 'font-family:Helvetica,Arial,sans-serif';
  const paragraph = (body: string, style = '') => `<p style="margin:0 0 16px;${style}">${body}</p>`;
  const small = 'font-size:14px;color:#4a5560';
  const button = action
    ? paragraph(
        `<a href="${escapeHtml(action.link)}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#17495b;color:#ffffff;text-decoration:none;font-weight:bold">${escapeHtml(action.label)}</a>`,
      ) + paragraph(escapeHtml(action.link), `${small};word-break:break-all`)
    : '';
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>`,
    `<body style="margin:0;padding:24px;background:#ffffff;color:#1c2329;${font};font-size:16px;line-height:1.5"><div style="max-width:560px;margin:0 auto">`,
    ...paragraphs.map((text) => paragraph(escapeHtml(text).replaceAll('\n', '<br>'))),
    button,
    ...notes.map((text) => paragraph(escapeHtml(text), small)),
    `<p style="margin:24px 0 0;padding-top:12px;border-top:1px solid #d5dade;${small}">${signature[language]}</p>`,
    '</div></body></html>',
  ].join('');
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// Blocks markup in titles and messages that others wrote from becoming part of the mail.
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
