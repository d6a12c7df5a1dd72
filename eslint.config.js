import svelte from 'eslint-plugin-svelte';
import svelteParser from 'svelte-eslint-parser';
import tseslint from 'typescript-eslint';

// Biome has the format and the plain rules. ESLint has the two things that Biome cannot do: rules
// that need types, and Svelte's own.

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

const types = {
  plugins: { '@typescript-eslint': tseslint.plugin },
  rules: {
    '@typescript-eslint/no-floating-promises': 'error',
    '@typescript-eslint/no-misused-promises': [
      'error',
      // An async event handler is how a screen calls the server; its errors are handled inside.
      { checksVoidReturn: { attributes: false, properties: false, arguments: false } },
    ],
    '@typescript-eslint/await-thenable': 'error',
    '@typescript-eslint/switch-exhaustiveness-check': [
      'error',
      { considerDefaultExhaustiveForUnions: true },
    ],
  },
};

// The same for every kind of file: a second set of options would load every program again.
const project = {
  projectService: true,
  tsconfigRootDir: import.meta.dirname,
  extraFileExtensions: ['.svelte'],
};

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/.svelte-kit/**',
      '**/build/**',
      '**/paraglide/**',
      '.artifacts/**',
      '.data/**',
      '**/*.d.ts',
      'vitest.config.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: project,
    },
    ...types,
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    plugins: { svelte, '@typescript-eslint': tseslint.plugin },
    languageOptions: {
      parser: svelteParser,
      parserOptions: {
        parser: tseslint.parser,
        ...project,
      },
    },
    processor: svelte.processors?.svelte ?? 'svelte/svelte',
    rules: {
      // The one typed rule here: each costs a type check of every component once more.
      '@typescript-eslint/no-floating-promises': 'error',
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
);
