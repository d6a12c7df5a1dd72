import { type Component, untrack } from 'svelte';

export interface Command {
  id: string;
  label: string;
  /** Heading it stands under. */
  group: string;
  /** Other words one may search it by. */
  keywords?: string[];
  icon?: Component<{ size?: number | string }>;
  /** A hint at the end of the row, e.g. a shortcut. */
  note?: string;
  /** Why it cannot be used now; it is listed all the same. */
  disabledReason?: string | undefined;
  run: () => void;
}

class Commands {
  #sources = $state.raw<{ make: () => Command[] }[]>([]);
  open = $state(false);

  get all(): Command[] {
    return this.#sources.flatMap((source) => source.make());
  }

  /** Call inside $effect: `$effect(() => commands.register(() => [...]))`. The list is read anew each time the palette opens. */
  register(make: () => Command[]): () => void {
    const source = { make };
    // Registering inside an effect must not make that effect wait for the list it changes.
    untrack(() => {
      this.#sources = [...this.#sources, source];
    });
    return () => {
      this.#sources = this.#sources.filter((one) => one !== source);
    };
  }
}

export const commands = new Commands();
