import parser from '@typescript-eslint/parser';
import svelte from 'eslint-plugin-svelte';
import svelteParser from 'svelte-eslint-parser';

// Biome has the format and the plain rules, oxlint the rules that need types (.oxlintrc.json). ESLint
// has what neither can do: Svelte's own rules, and the ways to the host's time and chance.

const hostTime = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'the time is an argument here: pass `now` in',
  },
  {
    selector: "CallExpression[callee.name='Date']",
    message: 'the time is an argument here: pass `now` in',
  },
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'the time is an argument here: pass `now` in',
  },
];
const impure = [
  ...hostTime,
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'chance is an argument here: pass ids and seeds in',
  },
  {
    selector: "Identifier[name='Intl']",
    message: "formatting depends on the host's data: the screen formats, the rule does not",
  },
  {
    selector: 'MemberExpression[property.name=/^toLocale/]',
    message: "formatting depends on the host's data: the screen formats, the rule does not",
  },
];

const building = [
  {
    selector:
      "MemberExpression[object.name='Y'][property.name=/^(Doc|applyUpdate|encodeStateAsUpdate|mergeUpdates|convertUpdateFormat)/]",
    message: 'this takes as long as the history: it is built in the thread, server/building',
  },
];

export default [
  {
    ignores: [
      '**/node_modules/**',
      '**/.svelte-kit/**',
      '**/build/**',
      '**/paraglide/**',
      '.artifacts/**',
      '.data/**',
      '**/*.d.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    languageOptions: { parser },
  },
  {
    files: ['**/*.svelte'],
    plugins: { svelte },
    languageOptions: { parser: svelteParser, parserOptions: { parser } },
    processor: 'svelte/svelte',
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      'svelte/no-dom-manipulating': 'error',
      'svelte/no-target-blank': 'error',
      'svelte/infinite-reactive-loop': 'error',
      'svelte/no-reactive-reassign': 'error',
      'svelte/button-has-type': 'error',
    },
  },
  {
    files: ['packages/domain/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...impure] },
  },
  {
    files: ['packages/server/src/**/*.ts', 'packages/documents/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...hostTime] },
  },
  {
    files: ['packages/sync/src/server/**/*.ts'],
    ignores: ['**/*.test.ts', '**/building/describe-document.ts'],
    rules: { 'no-restricted-syntax': ['error', ...building] },
  },
];
