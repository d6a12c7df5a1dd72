import { untrack } from 'svelte';

/**
 * Follows what is derived, for thousands of readers. Of a derived value Svelte has every reader look
 * whenever anything behind it may have changed; of this one they hear only when it has. Called while a
 * component is set up.
 */
export function followed<T>(read: () => T): { readonly current: T } {
  let current = $state.raw(untrack(read));
  $effect.pre(() => {
    current = read();
  });
  return {
    get current() {
      return current;
    },
  };
}
