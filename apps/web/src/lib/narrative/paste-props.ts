import { Slice } from '@tiptap/pm/model';
import type { EditorProps } from '@tiptap/pm/view';
import { cleanPaste } from './paste/clean-paste.ts';
import { type Dropped, droppedAnything, nothingDropped } from './paste/dropped.ts';

/** What the editor does with a paste or a drop; `tell` hears what was left out. */
export function pasteProps(tell: (dropped: Dropped) => void): EditorProps {
  const refuseFiles = (data: DataTransfer | null): boolean => {
    const files = data?.files.length ?? 0;
    // Word puts a picture of the text beside its HTML: the HTML is what was meant.
    if (files === 0 || data?.types.includes('text/html')) return false;
    tell({ ...nothingDropped(), images: files });
    return true;
  };
  return {
    transformPastedHTML: (html) => {
      // Our own editors' cut and copy: it fits the schema and knows how it was cut open.
      if (html.includes('data-pm-slice')) return html;
      const { body } = new DOMParser().parseFromString(html, 'text/html');
      const { html: clean, dropped } = cleanPaste(body);
      if (droppedAnything(dropped)) tell(dropped);
      return clean;
    },
    // A heading stays one, wherever the caret stood: else it would continue the paragraph it meets.
    transformPasted: (slice) => {
      const first = slice.content.firstChild;
      const keeps = first?.type.name === 'heading' && slice.content.childCount > 1;
      return keeps ? new Slice(slice.content, 0, slice.openEnd) : slice;
    },
    handlePaste: (_view, event) => refuseFiles(event.clipboardData),
    handleDrop: (_view, event) => refuseFiles((event as DragEvent).dataTransfer),
    handleDOMEvents: leaveByEscape(),
  };
}

/** Tab indents lists and walks tables; Esc first, and the next Tab leaves the text. */
function leaveByEscape(): NonNullable<EditorProps['handleDOMEvents']> {
  let leaving = false;
  return {
    keydown: (_view, event) => {
      if (event.key === 'Tab' && leaving) {
        leaving = false;
        return true;
      }
      if (event.key !== 'Shift') leaving = event.key === 'Escape';
      return false;
    },
    blur: () => {
      leaving = false;
      return false;
    },
  };
}
