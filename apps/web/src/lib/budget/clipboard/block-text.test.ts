import type { NumberStyle } from '@samspel/domain/money/parse-amount';
import { describe, expect, it } from 'vitest';
import { htmlOf, readTabs, styleOfBlock, tabsOf, textBlock } from './block-text.ts';

const copied = [
  {
    kind: 'line',
    cells: [
      { text: 'A "b" <c>\td', number: null },
      { text: '1 000,25', number: '1000.25' },
      { text: '5,00 SEK', number: '5.00' },
    ],
  },
];

const styleOf = (text: string, own: NumberStyle) => styleOfBlock(textBlock(text).cells, own);

describe('a range as text', () => {
  it('is read with quotes, line breaks and empty cells as spreadsheets write them', () => {
    expect(readTabs('a\tb\r\nc\t\r\n')).toEqual([
      ['a', 'b'],
      ['c', ''],
    ]);
    expect(readTabs('"a\nb"\t"say ""hi"""\tx')).toEqual([['a\nb', 'say "hi"', 'x']]);
    expect(readTabs('5" wide\t"open')).toEqual([['5" wide', '"open']]);
    expect(readTabs('')).toEqual([['']]);
  });

  it('says by itself how its numbers are written', () => {
    expect(styleOf('1,234\t2,50', 'en')).toBe('sv');
    expect(styleOf('1,234\t1,234.50', 'sv')).toBe('en');
    expect(styleOf('Version 2.5 of it\t1,234', 'sv')).toBe('sv');
    expect(styleOf('2.50\t2,50', 'sv')).toBe('sv');
  });

  it('goes out as bare numbers in the reader’s way, a foreign currency beside its amount', () => {
    expect(tabsOf(copied, 'sv')).toBe('"A ""b"" <c>\td"\t1000,25\t5,00 SEK');
    expect(tabsOf(copied, 'en')).toContain('\t1000.25\t');
    expect(readTabs(tabsOf(copied, 'sv'))[0]?.[0]).toBe(copied[0]?.cells[0]?.text);
  });

  it('EX4 goes out so that no text of it is a formula, and comes back without the guard', () => {
    const cells = [{ text: '=HYPERLINK("https://x.example")', number: null }];
    const tabs = tabsOf([{ kind: 'line', cells }], 'sv');
    expect(readTabs(tabs)).toEqual([[`'${cells[0]?.text}`]]);
    const minus = { text: '-5,00 SEK', number: '-5.00' };
    expect(tabsOf([{ kind: 'line', cells: [minus] }], 'sv')).toBe('-5,00 SEK');
  });

  it('goes out as a table whose cells no program can misread', () => {
    const html = htmlOf(copied);
    expect(html).toContain('>A &quot;b&quot; &lt;c&gt;\td</td>');
    expect(html).toContain(`<td x:str="" style="mso-number-format:'\\@'" sdnum="1033;0;@"`);
    expect(html).toContain('x:num="1000.25" sdval="1000.25"');
    expect(html).toContain('data-sheets-value="{&quot;1&quot;:3,&quot;3&quot;:1000.25}"');
    expect(html).toContain('sdnum="1033;1033;0.00&quot; SEK&quot;"');
    expect(html).toContain("mso-number-format:'0\\.00\\0022 SEK\\0022'");
    expect(html).toContain('<tr data-samspel="line">');
  });
});
