import { obligationKinds } from '@samspel/domain/notification/obligation';
import { expect, test } from 'vitest';
import { reminderLetter } from './reminder-letter.ts';

const facts = {
  title: '<img src=x onerror=alert(1)> & "vård"',
  organisation: 'A<b>',
  recipients: [],
  params: {},
};
const dueAt = new Date('2026-12-23T15:00:00Z');

test.each(obligationKinds)(
  '%s is written in both languages, with its time in Stockholm and one link',
  (kind) => {
    const letters = (['sv', 'en'] as const).map((language) =>
      reminderLetter(language, { kind, dueAt, proposalId: 'p1' }, facts, 'https://samspel.example'),
    );
    const [swedish, english] = letters;
    expect(swedish?.subject).not.toBe(english?.subject);
    expect(swedish?.text).toContain('23 december 2026 kl. 16:00');
    expect(english?.text).toContain('23 December 2026 at 16:00');
    for (const { text, html } of letters) {
      expect(text).toContain('https://samspel.example/workspace/p1/');
      expect(html).not.toContain('<img');
      expect(html).not.toContain('<b>');
      expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;vård&quot;');
    }
  },
);
