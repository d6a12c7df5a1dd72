import { judgeShape } from '@samspel/documents/judge-shape';
import { type Judge, judgeAll } from '@samspel/sync/compaction/judge';
import { judgeDepth } from '@samspel/sync/compaction/judge-depth';

/** First whether it can be walked at all, then whether the screens' editors can draw it. */
export const judgeDocument: Judge = judgeAll(judgeDepth, judgeShape);
