import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';

// A process of its own: the compiler is native code over other people's text, so it runs without
// environment, and whoever started it may kill it without harm.
const faces = ['400Regular', '400Regular_Italic', '600SemiBold', '700Bold', '700Bold_Italic'];
const template = fileURLToPath(new URL('./template.typ', import.meta.url));

/** The accessible standard first; text that it refuses (a glyph nobody has) is still printed. */
const standards = ['ua-1', '1.7'];

function render(document: string): Buffer {
  const compiler = NodeCompiler.create({
    workspace: dirname(template),
    fontArgs: [{ fontBlobs: faces.map(readFace) }],
  });
  const result = compiler.compile({
    mainFileContent: readFileSync(template, 'utf8'),
    inputs: { document },
  });
  const failure = result.takeError();
  if (failure) throw new Error(JSON.stringify(compiler.fetchDiagnostics(failure)).slice(0, 4000));
  const printed = result.result;
  if (!printed) throw new Error('the compiler gave no document');
  return inFirstStandard((pdfStandard) => compiler.pdf(printed, { pdfStandard }));
}

function inFirstStandard(print: (standard: string) => Buffer): Buffer {
  let failure: unknown;
  for (const standard of standards) {
    try {
      return print(standard);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function readFace(face: string): Buffer {
  const file = `@expo-google-fonts/atkinson-hyperlegible-next/${face}/AtkinsonHyperlegibleNext_${face}.ttf`;
  return readFileSync(fileURLToPath(import.meta.resolve(file)));
}

process.stdout.write(render(readFileSync(0, 'utf8')), () => process.exit(0));
