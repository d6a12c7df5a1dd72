import { type ProjectPerson, readPeople } from '@samspel/documents/people-document';
import type { LiveDocument } from '#lib/collab/live-document.svelte.ts';

/**
 * A partner's people as they stand now, for whoever shows them. Read by components that need them and
 * kept nowhere else: salaries never enter the workspace's shared state.
 */
export function ownPeople(get: () => LiveDocument | null): { readonly list: ProjectPerson[] } {
  let list = $state.raw<ProjectPerson[]>([]);
  $effect(() => {
    const live = get();
    if (!live?.readable) {
      list = [];
      return undefined;
    }
    const { doc } = live;
    const read = () => {
      list = readPeople(live.settled).people;
    };
    read();
    doc.on('update', read);
    return () => doc.off('update', read);
  });
  return {
    get list() {
      return list;
    },
  };
}
