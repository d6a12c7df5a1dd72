import type { NarrativeNode } from '@samspel/documents/narrative-document';

const text = (value: string): NarrativeNode => ({ type: 'text', text: value });
const bold = (value: string): NarrativeNode => ({ ...text(value), marks: [{ type: 'bold' }] });
const paragraph = (...content: (string | NarrativeNode)[]): NarrativeNode => ({
  type: 'paragraph',
  content: content.map((part) => (typeof part === 'string' ? text(part) : part)),
});
const heading = (value: string): NarrativeNode => ({
  type: 'heading',
  attrs: { level: 3 },
  content: [text(value)],
});
const bullets = (...items: string[]): NarrativeNode => ({
  type: 'bulletList',
  content: items.map((item) => ({ type: 'listItem', content: [paragraph(item)] })),
});
const numbered = (...items: string[]): NarrativeNode => ({
  type: 'orderedList',
  attrs: { start: 1 },
  content: items.map((item) => ({ type: 'listItem', content: [paragraph(item)] })),
});
const cell = (type: 'tableHeader' | 'tableCell', value: string): NarrativeNode => ({
  type,
  attrs: { colspan: 1, rowspan: 1 },
  content: [paragraph(value)],
});
const table = (header: string[], ...rows: string[][]): NarrativeNode => ({
  type: 'table',
  content: [
    { type: 'tableRow', content: header.map((value) => cell('tableHeader', value)) },
    ...rows.map((row) => ({
      type: 'tableRow',
      content: row.map((value) => cell('tableCell', value)),
    })),
  ],
});

/** The begun application of the demo, by section; the remaining sections wait for their writers. */
export const demoTexts: Record<string, NarrativeNode[]> = {
  need: [
    paragraph(
      'Allt fler äldre bor kvar hemma längre, och vården ska räcka till fler. Sensorer som vävs in i lakan och kläder kan märka att någon har fallit, ligger för länge i samma ställning eller sover oroligt, utan kamera och utan knapp att trycka på. Tekniken finns i laboratoriet, men den finns ännu inte i hemtjänsten.',
    ),
    heading('Varför den inte når fram'),
    bullets(
      'Textilföretagen kan väva in sensorer men saknar vana vid medicinska krav.',
      'Vårdgivarna vill prova men har ingen att beställa en färdig lösning av.',
      'Data från sensorerna måste gå att lita på och stanna hos den det gäller.',
    ),
    heading('Koppling till smart specialisering'),
    paragraph(
      'Projektet förenar tre regioners prioriteringar: ',
      bold('tech samt life science och hälsa'),
      ' i Skåne, ',
      bold('textil och mode'),
      ' i Västra Götaland och ',
      bold('automation samt välfärd och hälsa'),
      ' i Västmanland.',
    ),
  ],
  added_value: [
    paragraph(
      'Ingen av regionerna har hela kedjan. I Skåne finns företag som kan överföra och tolka data. I Borås finns textilindustrin och provväveriet. I Västerås finns vana att göra mätteknik robust nog för dygnet-runt-drift. Var för sig kan klustren visa delar; tillsammans kan de visa ett lakan som hemtjänsten kan använda och tvätta.',
    ),
    paragraph(
      'För företagen betyder samarbetet att de får en gemensam första kund att utveckla mot, i stället för tre skilda försök.',
    ),
  ],
  consortium: [
    table(
      ['Part', 'Bidrar med', 'Ansvarar för'],
      ['Mobile Heights', 'Företag inom uppkoppling och data', 'Samordning och användarstudier'],
      ['Smart Textiles', 'Textilindustri och provväveri', 'Textil och prototyper'],
      ['Automation Region', 'Mätteknik och säkerhet', 'Sensorer, provning och drift'],
    ),
    paragraph(
      'Techtank i Blekinge följer arbetet utan egen budget och sprider resultaten till sina medlemmar. Varje part har en namngiven ersättare för sin projektledare, och allt arbetsmaterial finns samlat så att den som tar över kan börja genast.',
    ),
  ],
  work_plan: [
    heading('Arbetspaket'),
    numbered(
      'Behov och krav tillsammans med hemtjänst och anhöriga (månad 1–6)',
      'Prototyp av sensorlakan och mätenhet (månad 4–14)',
      'Prov i tre kommuner (månad 12–22)',
      'Överlämning till företagen (månad 18–24)',
    ),
    heading('Milstolpar'),
    paragraph(
      'Kravbilden är klar efter sex månader. Det första lakanet har tvättats femtio gånger efter fjorton. Proven är avslutade efter tjugotvå.',
    ),
  ],
};
