import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { allowedLink } from './allowed-link.ts';
import { cleanPaste } from './clean-paste.ts';
import { droppedAnything } from './dropped.ts';

function clean(html: string) {
  const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`);
  return cleanPaste(document.body as unknown as Element);
}

describe('what a paste keeps', () => {
  it('keeps headings, shifted so that the highest becomes level 2', () => {
    expect(clean('<h1>A</h1><h2>B</h2><h4>C</h4>').html).toBe('<h2>A</h2><h3>B</h3><h3>C</h3>');
    expect(clean('<h2>A</h2><h3>B</h3>').html).toBe('<h2>A</h2><h3>B</h3>');
  });

  it('keeps bold, italic, line breaks and safe links', () => {
    const { html, dropped } = clean(
      '<p>a <b>b</b> <i>c</i><br>d <a href="https://x.example/?a=1&amp;b=2">e</a></p>',
    );
    expect(html).toBe(
      '<p>a <strong>b</strong> <em>c</em><br>d <a href="https://x.example/?a=1&amp;b=2">e</a></p>',
    );
    expect(droppedAnything(dropped)).toBe(false);
  });

  it('keeps tables with their spans and flattens a table inside a table', () => {
    const { html } = clean(
      '<table><tbody><tr><th colspan=2>H</th></tr><tr><td>1</td><td><table><tr><td>in</td></tr></table></td></tr></tbody></table>',
    );
    expect(html).toBe(
      '<table><tr><th colspan="2"><p>H</p></th></tr><tr><td><p>1</p></td><td><p>in</p></td></tr></table>',
    );
  });

  it("turns Word's list paragraphs into nested lists", () => {
    const item = (level: number, marker: string, text: string) =>
      `<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level${level} lfo1'><span style='mso-list:Ignore'>${marker}<span>&nbsp;&nbsp;</span></span>${text}</p>`;
    const { html } = clean(
      item(1, '·', 'one') + item(2, '1.', 'two') + item(2, '2.', 'three') + item(1, '·', 'four'),
    );
    expect(html).toBe(
      '<ul><li><p>one</p><ol><li><p>two</p></li><li><p>three</p></li></ol></li><li><p>four</p></li></ul>',
    );
  });

  it('puts a list that lies straight in a list into the item before it', () => {
    expect(clean('<ul><li>a</li><ul><li>b</li></ul></ul>').html).toBe(
      '<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>',
    );
  });

  it('is not fooled by the bold that Google Docs wraps everything in', () => {
    expect(
      clean('<b style="font-weight:normal"><p>a <span style="font-weight:700">b</span></p></b>')
        .html,
    ).toBe('<p>a <strong>b</strong></p>');
  });
});

describe('what a paste drops, and says so', () => {
  it('counts images, shapes and objects', () => {
    const { html, dropped } = clean(
      '<p>a<img src="file:///c:/x.png"><v:shape></v:shape></p><iframe src="https://x.example"></iframe>',
    );
    expect(html).toBe('<p>a</p>');
    expect(dropped).toMatchObject({ images: 2, objects: 1 });
  });

  it('drops comments and footnotes with their lists, keeping the commented words', () => {
    const { html, dropped } = clean(
      `<p><a style='mso-comment-reference:AB_1'>words</a><span class=MsoCommentReference><a class=msocomanchor href="#_msocom_1">[AB1]</a></span> more<a href="#_ftn1">[1]</a></p>
       <div style='mso-element:comment-list'><p class=MsoCommentText>secret remark</p></div>
       <div style='mso-element:footnote-list'><p>note</p></div>`,
    );
    expect(html).toBe('<p>words more</p>');
    expect(dropped).toMatchObject({ comments: 1, footnotes: 1 });
  });

  it('takes tracked insertions and drops tracked deletions', () => {
    const { html, dropped } = clean('<p>a<ins>b</ins><del>c</del></p>');
    expect(html).toBe('<p>ab</p>');
    expect(dropped.deletions).toBe(1);
  });

  it('keeps the text of a link it may not keep', () => {
    const { html, dropped } = clean(
      '<p><a href="javascript:alert(1)">x</a><a href="#top">y</a></p>',
    );
    expect(html).toBe('<p>xy</p>');
    expect(dropped.links).toBe(1);
  });

  it('notes colours and fonts, but not plain black', () => {
    expect(clean('<p style="color:red">a</p>').dropped.formatting).toBe(true);
    expect(clean('<p style="color:black">a</p>').dropped.formatting).toBe(false);
  });

  it('never lets markup through from text or attributes', () => {
    const { html } = clean('<p>&lt;img src=x onerror=alert(1)&gt;</p><p onclick="x()">b</p>');
    expect(html).toBe('<p>&lt;img src=x onerror=alert(1)&gt;</p><p>b</p>');
  });
});

describe('allowedLink', () => {
  it('takes https and mailto alone', () => {
    expect(allowedLink('https://a.example/')).toBe('https://a.example/');
    expect(allowedLink('mailto:a@b.example')).toBe('mailto:a@b.example');
    for (const bad of [
      'http://a.example',
      'javascript:x',
      'java\nscript:x',
      ' https://a',
      'data:x',
      'https:///x',
      '/x',
    ]) {
      expect(allowedLink(bad)).toBeNull();
    }
  });
});
