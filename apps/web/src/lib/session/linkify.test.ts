import { expect, test } from 'vitest';
import { linkify } from './linkify.ts';

test('a link becomes a path of this system, without the full stop after it', () => {
  expect(linkify('Open https://samspel.example/pledge?token=a-b.\nBye')).toEqual([
    { text: 'Open ', href: null },
    { text: 'https://samspel.example/pledge?token=a-b', href: '/pledge?token=a-b' },
    { text: '.\nBye', href: null },
  ]);
});

test('other schemes stay text', () => {
  expect(linkify('javascript:alert(1)')).toEqual([{ text: 'javascript:alert(1)', href: null }]);
});
