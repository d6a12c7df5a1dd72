import type { Extensions } from '@tiptap/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret';
import { TableKit } from '@tiptap/extension-table';
import { Placeholder } from '@tiptap/extensions';
import { StarterKit } from '@tiptap/starter-kit';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { drawCaret, drawSelection, paintable } from './caret.ts';
import { allowedLink } from './paste/allowed-link.ts';

export interface SectionBinding {
  doc: Y.Doc;
  awareness: Awareness;
  placeholder: string;
  /** Whose caret is not drawn. */
  me: string;
}

/** What a section may hold, and nothing else: the schema is what keeps foreign markup out. */
export function sectionExtensions({ doc, awareness, placeholder, me }: SectionBinding): Extensions {
  return [
    StarterKit.configure({
      blockquote: false,
      code: false,
      codeBlock: false,
      horizontalRule: false,
      strike: false,
      underline: false,
      dropcursor: false,
      // Undo belongs to the shared document: it takes back one's own edits only.
      undoRedo: false,
      // It would write a paragraph into the document of whoever merely opens it.
      trailingNode: false,
      heading: { levels: [2, 3] },
      link: {
        openOnClick: false,
        autolink: false,
        linkOnPaste: true,
        protocols: ['mailto'],
        defaultProtocol: 'https',
        isAllowedUri: (url) => allowedLink(url) !== null,
        HTMLAttributes: { rel: 'noopener noreferrer nofollow', target: '_blank' },
      },
    }),
    TableKit.configure({ table: { resizable: false } }),
    Placeholder.configure({ placeholder }),
    Collaboration.configure({ fragment: doc.getXmlFragment('content') }),
    CollaborationCaret.configure({
      provider: { awareness: paintable(awareness, me) },
      user: {},
      render: drawCaret,
      selectionRender: drawSelection,
    }),
  ];
}
