import { formatList } from '#lib/kit/format.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Dropped } from './paste/dropped.ts';

/** "2 images, 1 comment and colours and fonts": what a paste left out, in the reader's words. */
export function droppedText(dropped: Dropped): string {
  const parts: string[] = [];
  const say = (count: number, message: (inputs: { count: number }) => string) => {
    if (count > 0) parts.push(message({ count }));
  };
  say(dropped.images, m.narrative_dropped_images);
  say(dropped.comments, m.narrative_dropped_comments);
  say(dropped.deletions, m.narrative_dropped_deletions);
  say(dropped.footnotes, m.narrative_dropped_footnotes);
  say(dropped.links, m.narrative_dropped_links);
  say(dropped.objects, m.narrative_dropped_objects);
  if (dropped.formatting) parts.push(m.narrative_dropped_formatting());
  return formatList(parts);
}
