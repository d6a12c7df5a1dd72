import type { AnnexPlace } from '@samspel/domain/annex/annex';
import type { UploadView } from '@samspel/domain/annex/annex-view';
import { SvelteMap } from 'svelte/reactivity';
import { queryClient } from '#lib/api/query-client.ts';
import { AnnexUpload, uploadKey } from './annex-upload.svelte.ts';

/** Files on their way; they go on while their sender looks at other pages. */
class Uploads {
  readonly #all = new SvelteMap<string, AnnexUpload>();

  at(proposalId: string, place: AnnexPlace): AnnexUpload | undefined {
    return this.#all.get(uploadKey(proposalId, place));
  }

  get underWay(): boolean {
    return [...this.#all.values()].some(({ stage }) => stage !== 'refused');
  }

  begin(
    proposalId: string,
    place: AnnexPlace,
    { file, half, done }: { file: File; half: UploadView | undefined; done: () => void },
  ): void {
    const key = uploadKey(proposalId, place);
    const upload = new AnnexUpload(file, (ended) => {
      this.refresh(proposalId);
      if (ended.stage !== 'done') return;
      this.#all.delete(key);
      if (ended.sentBytes === ended.sizeBytes) done();
    });
    this.#all.set(key, upload);
    void upload.start(proposalId, place, half);
  }

  /** What lies where, and what is half sent, has changed. */
  refresh(proposalId: string): void {
    void queryClient.invalidateQueries({ queryKey: ['proposal', 'get', { id: proposalId }] });
    void queryClient.invalidateQueries({ queryKey: halfSentKey(proposalId) });
  }

  /** Takes a refused one off the screen. */
  forget(proposalId: string, place: AnnexPlace): void {
    this.#all.delete(uploadKey(proposalId, place));
  }
}

export const uploads = new Uploads();

export const halfSentKey = (proposalId: string) => ['annex', 'uploads', { proposalId }] as const;
