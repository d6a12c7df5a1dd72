import { expect, test } from 'vitest';
import { webBuildFailure } from './web-build-failure.ts';

const warning = (
  line: number,
) => `3:32:43 PM [vite-plugin-svelte] src/lib/shell/Footer.svelte:${line}:9 \`<div>\` with a click handler must have an ARIA role
https://svelte.dev/e/a11y_no_static_element_interactions
 7: const me = useMe();
 8: <div onclick={go}></div>
                            ^`;
const warnings = [1, 2, 3, 4, 5, 6].map(warning).join('\n');
const error = `✗ Build failed in 14.16s
error during build:
Build failed with 1 error:

\u001b[31m[UNRESOLVED_IMPORT] \u001b[0mCould not resolve './not-there.ts' in src/lib/shell/Footer.svelte
    at aggregateBindingErrorsIntoJsError (file:///node_modules/rolldown/dist/shared/error.mjs:50:18)
    at async buildEnvironment (file:///node_modules/vite/dist/node/chunks/node.js:34787:66) {
  errors: [Getter/Setter]
}
`;

test('the error is said, not the warnings before it, without colours and stack', () => {
  const { message } = webBuildFailure(`${warnings}\n${error}`);
  expect(message.split('\n').slice(0, 3)).toEqual([
    'The web client could not be built:',
    'Build failed with 1 error:',
    "[UNRESOLVED_IMPORT] Could not resolve './not-there.ts' in src/lib/shell/Footer.svelte",
  ]);
  expect(message).not.toMatch(/ARIA| at /);
});

test('a build that ends without naming an error leaves its last words', () => {
  const { message } = webBuildFailure(`${warnings}\nKilled\n`);
  expect(message).toMatch(/\nKilled$/);
  expect(message.split('\n')).toHaveLength(16);
});

test('a full disk is said in one line', () => {
  const { message } = webBuildFailure(`${warnings}\nError: ENOSPC: no space left on device, write`);
  expect(message).toBe('The disk is full: the web client could not be built.');
});
