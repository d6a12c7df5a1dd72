import { importLimits } from '@samspel/domain/exchange/imported-file';
import { scanXml, unescaped } from './scan-xml.ts';

/** The texts of these numbers from a workbook's table of texts; what nobody shows is passed over. */
export function sharedTexts(bytes: Buffer, needed: ReadonlySet<number>): Map<number, string> {
  const texts = new Map<number, string>();
  const last = Math.max(...needed);
  let index = -1;
  let text = '';
  let within = false;
  let phonetic = false;
  scanXml(bytes, {
    open(name) {
      if (name === 'si') {
        index += 1;
        text = '';
      } else if (name === 'rPh') phonetic = true;
      else if (name === 't') within = !phonetic && needed.has(index);
    },
    close(name) {
      if (name === 't') within = false;
      else if (name === 'rPh') phonetic = false;
      else if (name === 'si' && needed.has(index)) texts.set(index, unescaped(text));
    },
    text(piece) {
      if (within && text.length < importLimits.cellCharacters) {
        text = (text + piece).slice(0, importLimits.cellCharacters);
      }
    },
    done: () => index > last,
  });
  return texts;
}
