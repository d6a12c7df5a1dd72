import type { NarrativeNode } from '@samspel/documents/narrative-document';

type SeededRandom = () => number;

export const sectionCount = 40;
export const sectionLength = 4000;

const words =
  'klustret företagen regionen tillsammans utvecklar provar mäter erfarenheter metoden vården textilier sensorer kommunerna arbetspaketet resultaten partnerna underlag stärker kompetens innovation omställning hållbar digital tjänster användare under perioden genom bättre flera nya gemensam samverkan och med för att som i på av en den det är till'.split(
    ' ',
  );

const text = (value: string): NarrativeNode => ({ type: 'text', text: value });
const block = (type: string, ...content: NarrativeNode[]): NarrativeNode => ({ type, content });

/**
 * A section as people write them: paragraphs of three to five sentences under headings, a list, some
 * words in bold, and a table in every fourth; as long as the form allows, to the character.
 */
export function sectionText(at: number, random: SeededRandom): NarrativeNode[] {
  let left = sectionLength;
  const sentence = (most = 22) => {
    const count = 5 + Math.floor(random() * (most - 5));
    const said = Array.from({ length: count }, () => words[Math.floor(random() * words.length)]);
    const line = `${said.join(' ')}.`;
    return line[0]!.toLocaleUpperCase('sv') + line.slice(1);
  };
  const take = (value: string) => {
    const taken = value.slice(0, left);
    left -= taken.length;
    return text(taken);
  };
  const paragraph = () => {
    const first = take(`${sentence(8)} `);
    const rest = take(
      Array.from({ length: 3 + Math.floor(random() * 3) }, () => sentence()).join(' '),
    );
    const marked = random() < 0.3 ? { ...first, marks: [{ type: 'bold' }] } : first;
    return block('paragraph', ...(rest.text ? [marked, rest] : [marked]));
  };
  const heading = (level: number): NarrativeNode => ({
    ...block('heading', take(sentence(7))),
    attrs: { level },
  });
  const item = () => block('listItem', block('paragraph', take(sentence(12))));
  const blocks: NarrativeNode[] = [
    { ...block('heading', take(markerOf(at))), attrs: { level: 2 } },
    paragraph(),
    paragraph(),
    block('bulletList', item(), item(), item(), item()),
    heading(3),
  ];
  if (at % 4 === 0) {
    const cell = (type: string) => block(type, block('paragraph', take(sentence(7))));
    const row = (type: string) => block('tableRow', cell(type), cell(type), cell(type));
    blocks.push(block('table', row('tableHeader'), row('tableCell'), row('tableCell')));
  }
  while (left > 0) {
    blocks.push(paragraph());
    if (left > 1200 && random() < 0.4) blocks.push(heading(3));
  }
  return blocks;
}

/** What a page must show before its section counts as painted. */
export const markerOf = (at: number) => `Avsnitt ${at + 1} om samverkan`;

export const sectionKey = (at: number) => `part_${at + 1}`;
