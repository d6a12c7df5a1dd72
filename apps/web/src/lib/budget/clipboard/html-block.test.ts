import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { shownColumns } from '../grid/columns.ts';
import { htmlOf } from './block-text.ts';
import { htmlBlock } from './html-block.ts';
import { readPasted } from './pasted-cell.ts';
import { excel, measuringRow, room, sheets, sheetsCell } from './spreadsheets.fixture.ts';

const parse = (html: string) => parseHTML(html).document as unknown as ParentNode;
const block = (html: string) => htmlBlock(html, parse);
const cells = (html: string) => block(html)?.cells.map((row) => row.map(({ text }) => text));
const numbers = (html: string) => block(html)?.cells.map((row) => row.map(({ number }) => number));
const row = (...texts: string[]) => `<tr height=20>${texts.join('')}</tr>`;
const td = (text: string, more = '') => `<td class=xl65 align=right ${more}>${text}</td>`;

const context = {
  style: 'sv',
  periods: 3,
  currency: 'EUR',
  exchange: 'SEK',
  packages: [],
} as const;
const line = { category: 'TRAVEL', currency: 'EUR' } as const;

/** What a price becomes of what is pasted into it. */
function price(html: string, category: 'TRAVEL' | 'REVENUE' = 'TRAVEL') {
  const found = block(html);
  const cell = found?.cells[0]?.[0] ?? { text: '', number: null };
  const own = { ...context, style: found?.style ?? 'sv' };
  const read = readPasted({ ...line, category }, 'unitPriceMinor', cell, own);
  return read.ok ? read.cells.unitPriceMinor : read.fault;
}

describe('a range of Excel', () => {
  it('is read by the separators that it names, Swedish or English', () => {
    const swedish = excel(row(td('1&nbsp;000,25'), td('1.234'), td('-5,5')));
    expect(numbers(swedish)).toEqual([['1000.25', null, '-5.5']]);
    expect(block(swedish)?.style).toBe('sv');
    const english = excel(row(td('1,000.25'), td('1,234'), td('−5.5')), {
      separators: ['\\.', '\\,'],
      web: true,
    });
    expect(numbers(english)).toEqual([['1000.25', '1234', '-5.5']]);
    expect(block(english)?.style).toBe('en');
    // German: nobody else could tell what this is.
    const german = excel(row(td('1.234'), td('1.234,50 €')), { separators: ['\\,', '\\.'] });
    expect(numbers(german)).toEqual([['1234', '1234.50']]);
    const code = excel(row(td('12&nbsp;345,5')), { separators: ['\\002C', '\\00A0'] });
    expect(numbers(code)).toEqual([['12345.5']]);
  });

  it('is read with the room, the dash and the parentheses of bookkeeping', () => {
    expect(price(excel(row(td(`${room}-${room}`))))).toBe('0');
    expect(price(excel(row(td(`${room}- kr `))))).toBe('0');
    expect(price(excel(row(td(`&nbsp;€${room}1,234.50 `)), { separators: ['\\.', '\\,'] }))).toBe(
      '123450',
    );
    expect(price(excel(row(td(`${room}(1&nbsp;000,25)`))))).toBe('negative');
    expect(price(excel(row(td(`${room}(1&nbsp;000,25 kr)`))), 'REVENUE')).toBe('-100025');
    expect(price(excel(row(td('-1&nbsp;000,25 kr'))), 'REVENUE')).toBe('-100025');
  });

  it('knows what is negative by its colour alone', () => {
    const red = (format: string, text = '1&nbsp;000,25') =>
      excel(
        row(`<td class=xl66><font color="#FF0000" style='mso-ignore:color'>${text}</font></td>`),
        {
          formats: { xl66: format },
        },
      );
    expect(price(red('0\\.00\\;\\[Red\\]0\\.00'), 'REVENUE')).toBe('-100025');
    expect(price(red('0\\.00\\;\\[Red\\]0\\.00'))).toBe('negative');
    expect(price(red('0\\.00\\;\\[Red\\]\\\\-0\\.00', '-1&nbsp;000,25'), 'REVENUE')).toBe(
      '-100025',
    );
    // Red for another reason.
    expect(price(red('0\\.00'))).toBe('100025');
  });

  it('refuses what a narrow column hides, a day, a share and another currency', () => {
    expect(price(excel(row(td('########'))))).toBe('too_narrow');
    expect(price(excel(row(td('####', 'x:num="1234.5"'))))).toBe('123450');
    const day = excel(row('<td class=xl70 x:num="45323">1 feb 2024</td>'), {
      formats: { xl70: '\\[$-41D\\]d\\\\ mmm\\\\ yyyy' },
    });
    expect(numbers(day)).toEqual([[null]]);
    expect(price(day)).toBe('not_a_number');
    const named = excel(row('<td class=xl70 x:num="45323">01.02.2024</td>'), {
      formats: { xl70: 'Short Date' },
    });
    expect(price(named)).toBe('not_a_number');
    expect(price(excel(row(td('45 %', 'x:num="0.45"'))))).toBe('not_a_number');
    expect(price(excel(row(td('$1,234.50', 'x:num="1234.5"'))))).toBe('not_a_number');
    expect(price(excel(row(td('#DIV/0!'))))).toBe('not_a_number');
  });

  it('has its whole number where that is told, and its hours with their unit', () => {
    const formats = { xl65: 'Standard', xl71: '0\\0022 h\\0022' };
    expect(numbers(excel(row(td('296,51', 'x:num="296.511627"')), { formats }))).toEqual([
      ['296.511627'],
    ]);
    const hours = block(excel(row('<td class=xl71 x:num="840">840 h</td>'), { formats }));
    expect(readPasted(line, 'quantity', hours!.cells[0]![0]!, context)).toMatchObject({
      cells: { quantity: '840', unit: 'h' },
    });
    // A text stays one, whatever it looks like.
    expect(numbers(excel(row(td('0012', 'x:str'))))).toEqual([['0012']]);
  });

  it('has no line more than is seen: what is hidden, and what only measures, is left out', () => {
    const html = excel(
      [
        row(
          "<td colspan=2 style='mso-ignore:colspan'>Resa till Lund<span style='display:none'>, tåg</span></td>",
          td('5'),
        ),
        `<tr height=0 style='display:none'>${td('hidden')}${td('')}${td('7')}</tr>`,
        row(td('a<br>\n   b'), `<td style='display:none'>9</td>${td('  c&nbsp; d ')}`, td('6')),
        measuringRow,
      ].join('\n'),
    );
    expect(cells(html)).toEqual([
      ['Resa till Lund, tåg', '', '5'],
      ['a b', 'c d', '6'],
    ]);
    expect(block(html)?.hidden).toBe(3);
  });

  it('counts merged cells once', () => {
    const html = excel(
      row('<td rowspan=2 colspan=2>A</td>', td('1')) +
        row(td('2')) +
        row(td('x'), td('y'), td('3')),
    );
    expect(cells(html)).toEqual([
      ['A', '', '1'],
      ['', '', '2'],
      ['x', 'y', '3'],
    ]);
  });
});

describe('a range of Google Sheets', () => {
  it('has its numbers in each of the forms that it has told them in', () => {
    const html = sheets(
      `<tr style="height:21px;">${[
        sheetsCell('1&nbsp;000,25', '{"1":3,"3":1000.25}'),
        sheetsCell('1.234', '{ "1": 3, "3": 1234 }', '{"1":2,"2":"#,##0","3":1}'),
        sheetsCell('3,2', '[null,3,null,3.2]', '[null,2,"0.0",1]'),
        sheetsCell('−5', '{"1":3,"3":-5}'),
        `<td style="text-align:right">7,50</td>`,
      ].join('')}</tr>`,
    );
    expect(numbers(html)).toEqual([['1000.25', '1234', '3.2', '-5', null]]);
  });

  it('tells shares, days and boxes from numbers', () => {
    const html = sheets(
      `<tr>${[
        sheetsCell('85%', '{"1":3,"3":0.85}', '[null,3,"0%",1]'),
        sheetsCell('1 feb 2024', '{"1":3,"3":45323}', '{"1":5,"2":"d mmm yyyy","3":1}'),
        sheetsCell('01.02.2024 8', '{"1":3,"3":45323.3}', '[null,7,"",1]'),
        sheetsCell('TRUE', '{"1":4,"4":1}'),
        sheetsCell('0012', '{"1":2,"2":"0012"}'),
      ].join('')}</tr>`,
    );
    expect(numbers(html)).toEqual([[null, null, null, null, null]]);
  });

  it('is read where one cell alone was copied, without a table', () => {
    const html = `<meta charset='utf-8'><style><!--br {mso-data-placement:same-cell;}--></style><span data-sheets-root="1" data-sheets-value="{&quot;1&quot;:3,&quot;3&quot;:1234}" data-sheets-formula="=R[-1]C[0]*2">1,234</span>`;
    expect(block(html)?.cells).toEqual([[{ text: '1,234', number: '1234' }]]);
  });

  it('keeps lines of one cell together, and merged cells apart', () => {
    const html = sheets(
      `<tr><td rowspan="2" data-sheets-value="{}">Resa<br>till Lund</td><td>1</td></tr><tr><td>2</td></tr>`,
    );
    expect(cells(html)).toEqual([
      ['Resa till Lund', '1'],
      ['', '2'],
    ]);
  });
});

describe('a range of others', () => {
  it('of LibreOffice is read without the notes at its cells', () => {
    const html = `<table><tr><td sdval="1000.25" sdnum="1033;1053;# ##0,00"><a class="comment-indicator"></a><comment>Enligt offert 7</comment>1&nbsp;000,25</td><td sdval="45323" sdnum="1033;1053;ÅÅÅÅ-MM-DD">2024 02 01</td><td sdval="840" sdnum='1033;0;0" h"'>840 h</td></tr></table>`;
    expect(block(html)?.cells[0]).toEqual([
      { text: '1\u00a0000,25', number: '1000.25' },
      { text: '2024 02 01', number: null },
      { text: '840 h', number: '840' },
    ]);
  });

  it('of this grid comes back as it went, a line that begins like a formula as well', () => {
    const columns = shownColumns({ workPackage: false, quantities: false, amounts: false }, 3);
    const texts = ['=1+1', '', '1 000,25', 'h', '5,00 SEK', '', '5 001,25'];
    const own = [null, null, '1000.25', null, '5.00', null, '5001.25'];
    const kinds = ['line', 'sum'] as const;
    const html = htmlOf(
      kinds.map((kind) => ({ kind, cells: texts.map((text, at) => ({ text, number: own[at]! })) })),
    );
    expect(block(html)?.cells).toEqual([texts.map((text, at) => ({ text, number: own[at] }))]);
    expect(columns).toHaveLength(texts.length);
    const formula = readPasted(line, 'description', { text: "'=1+1", number: null }, context);
    expect(formula).toEqual({ ok: true, cells: { description: '=1+1' } });
  });

  it('without a table is none', () => {
    expect(block('<p>1 000,25</p>')).toBeNull();
    expect(block('')).toBeNull();
  });
});
