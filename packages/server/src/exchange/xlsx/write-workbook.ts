import { cellName } from '@samspel/domain/exchange/imported-file';
import { looksLikeFormula } from '@samspel/domain/exchange/read-cell';
import { openStyles, type Styles } from './cell-styles.ts';
import { escaped, xmlHead } from './escape-xml.ts';
import { type Cell, onSheet, type Sheet, type Workbook } from './workbook.ts';
import { writeZip } from './write-zip.ts';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

export interface WriteOptions {
  /** Left out, a program must compute the formulas itself before it shows a number: how they are proved. */
  values?: boolean;
}

/** A workbook as an .xlsx file; the same workbook gives the same bytes. */
export function writeWorkbook(workbook: Workbook, { values = true }: WriteOptions = {}): Buffer {
  const styles = openStyles();
  const sheets = workbook.sheets.map((sheet, at) => ({
    name: `xl/worksheets/sheet${at + 1}.xml`,
    text: sheetXml(sheet, styles, at === 0, values),
  }));
  return writeZip([
    { name: '[Content_Types].xml', text: typesXml(workbook.sheets.length) },
    { name: '_rels/.rels', text: packageRelations },
    { name: 'docProps/core.xml', text: propertiesXml(workbook) },
    { name: 'xl/workbook.xml', text: workbookXml(workbook) },
    { name: 'xl/_rels/workbook.xml.rels', text: workbookRelations(workbook.sheets.length) },
    ...sheets,
    // Last, when every look is known.
    { name: 'xl/styles.xml', text: styles.xml() },
  ]);
}

function sheetXml(sheet: Sheet, styles: Styles, first: boolean, values: boolean): string {
  const { rows, columns } = sheet.frozen;
  const corner = cellName(columns, rows + 1);
  const split = `${columns ? ` xSplit="${columns}"` : ''}${rows ? ` ySplit="${rows}"` : ''}`;
  const pane = columns && rows ? 'bottomRight' : rows ? 'bottomLeft' : 'topRight';
  const view =
    columns || rows
      ? `<pane${split} topLeftCell="${corner}" activePane="${pane}" state="frozen"/><selection pane="${pane}" activeCell="${corner}" sqref="${corner}"/>`
      : '';
  const widths = sheet.columns
    .map((width, at) => {
      const shown = width === null ? 'width="9" hidden="1"' : `width="${width}"`;
      return `<col min="${at + 1}" max="${at + 1}" ${shown} customWidth="1"/>`;
    })
    .join('');
  return [
    `${xmlHead}<worksheet xmlns="${main}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`,
    `<sheetViews><sheetView showGridLines="0"${first ? ' tabSelected="1"' : ''} workbookViewId="0">${view}</sheetView></sheetViews>`,
    `<sheetFormatPr defaultRowHeight="15"/><cols>${widths}</cols>`,
    `<sheetData>${sheet.rows.map((cells, at) => rowXml(cells, at + 1, styles, values)).join('')}</sheetData>`,
    '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>',
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>',
  ].join('');
}

function rowXml(
  cells: Sheet['rows'][number],
  row: number,
  styles: Styles,
  values: boolean,
): string {
  const written = cells
    .map((cell, column) => (cell ? cellXml(cell, cellName(column, row), styles, values) : ''))
    .join('');
  const height = cells[0]?.look === 'title' ? ' ht="24" customHeight="1"' : '';
  return written ? `<row r="${row}"${height}>${written}</row>` : '';
}

function cellXml(cell: Cell, at: string, styles: Styles, values: boolean): string {
  const { text, number, formula } = cell;
  // So marked, a text that looks like a formula stays text also when somebody edits it.
  const style = styles.of(cell, text !== undefined && looksLikeFormula(text));
  if (text !== undefined) {
    return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
  }
  if (number === undefined) return `<c r="${at}" s="${style}"/>`;
  const made = formula ? `<f>${escaped(formula)}</f>` : '';
  return `<c r="${at}" s="${style}">${made}${made && !values ? '' : `<v>${number}</v>`}</c>`;
}

function workbookXml({ sheets }: Workbook): string {
  const listed = sheets
    .map(
      ({ name }, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
    )
    .join('');
  const titles = sheets
    .map(({ name, frozen: { rows } }, at) => {
      const heads = onSheet(name, `$${rows}:$${rows}`);
      return rows
        ? `<definedName name="_xlnm.Print_Titles" localSheetId="${at}">${escaped(heads)}</definedName>`
        : '';
    })
    .join('');
  // What is stored is what the formulas give; a program that doubts it computes all on opening.
  return `${xmlHead}<workbook xmlns="${main}" xmlns:r="${office}"><bookViews><workbookView/></bookViews><sheets>${listed}</sheets><definedNames>${titles}</definedNames><calcPr calcId="191029" fullCalcOnLoad="1"/></workbook>`;
}

function workbookRelations(sheets: number): string {
  const relations = Array.from(
    { length: sheets },
    (_, at) =>
      `<Relationship Id="rId${at + 1}" Type="${office}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
  );
  const styles = `<Relationship Id="rId${sheets + 1}" Type="${office}/styles" Target="styles.xml"/>`;
  return `${xmlHead}<Relationships xmlns="${packages}/relationships">${relations.join('')}${styles}</Relationships>`;
}

const packageRelations = `${xmlHead}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="${packages}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`;

function typesXml(sheets: number): string {
  const listed = Array.from(
    { length: sheets },
    (_, at) =>
      `<Override PartName="/xl/worksheets/sheet${at + 1}.xml" ContentType="${kind}.worksheet+xml"/>`,
  );
  return `${xmlHead}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${kind}.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>${listed.join('')}</Types>`;
}

function propertiesXml({ title, language }: Workbook): string {
  return `${xmlHead}<cp:coreProperties xmlns:cp="${packages}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escaped(title)}</dc:title><dc:creator>Samspel</dc:creator><dc:language>${language}</dc:language></cp:coreProperties>`;
}
