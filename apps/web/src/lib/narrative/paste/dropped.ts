/** What a paste left out, counted so that the person can be told. */
export interface Dropped {
  images: number;
  comments: number;
  deletions: number;
  footnotes: number;
  links: number;
  objects: number;
  formatting: boolean;
}

export function nothingDropped(): Dropped {
  return {
    images: 0,
    comments: 0,
    deletions: 0,
    footnotes: 0,
    links: 0,
    objects: 0,
    formatting: false,
  };
}

export function droppedAnything(dropped: Dropped): boolean {
  return Object.values(dropped).some((value) => value !== 0 && value !== false);
}
