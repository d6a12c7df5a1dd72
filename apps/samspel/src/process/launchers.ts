import path from 'node:path';
import { commandLine, identify, isAlive, type ProcessIdentity, parentOf } from './identity.ts';

const shells = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'busybox']);
const packageManagers = /^(npm|npx|pnpm|pnpx|corepack)\b/;

// npm gives itself a title: all its words, paths among them, in the first.
const programOf = (word = ''): string => path.basename(word.split(' ')[0] ?? '');

function isPackageManager(words: string[]): boolean {
  const [first, second] = words;
  if (packageManagers.test(programOf(first))) return true;
  return programOf(first) === 'node' && packageManagers.test(programOf(second));
}

const isShell = (words: string[]): boolean => shells.has(programOf(words[0]));

/**
 * The processes whose end means that nobody wants this one any more: its parent, and the chain of
 * package managers and their shells above it. A signal to `npx` ends npx alone and never reaches
 * the script below it, so each link is watched. The shell in which a person typed is not a link:
 * `npx … &` may outlive it.
 */
export function launchersOf(pid: number): ProcessIdentity[] {
  const chain: ProcessIdentity[] = [];
  let upToLastManager = 1;
  for (let above = parentOf(pid); above > 1; above = parentOf(above)) {
    const words = commandLine(above);
    const manager = isPackageManager(words);
    if (chain.length > 0 && !manager && !isShell(words)) break;
    const one = identify(above);
    if (!one) break;
    chain.push(one);
    if (manager) upToLastManager = chain.length;
  }
  return chain.slice(0, upToLastManager);
}

/** Calls back once, when one of the launchers has ended. */
export function whenLaunchersEnd(then: () => void, everyMs = 500): () => void {
  const launchers = launchersOf(process.pid);
  if (launchers.length === 0) return () => {};
  const timer = setInterval(() => {
    if (launchers.every(isAlive)) return;
    clearInterval(timer);
    then();
  }, everyMs);
  return () => clearInterval(timer);
}
