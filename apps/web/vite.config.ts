import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

const api = process.env.SAMSPEL_API ?? 'http://127.0.0.1:3000';
const toApi = { target: api, changeOrigin: false };

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/paraglide',
      outputStructure: 'locale-modules',
      strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
      localStorageKey: 'samspel.locale',
      emitReadme: false,
    }),
    sveltekit({
      adapter: adapter({ fallback: 'index.html' }),
      compilerOptions: { runes: true },
      // By hand, when a page has been shown: lib/shell/keep-shell.ts.
      serviceWorker: { register: false },
      version: { pollInterval: 300_000 },
      csp: {
        mode: 'hash',
        directives: {
          'default-src': ['none'],
          'script-src': ['self'],
          'style-src': ['self'],
          // Editors set column widths and carets' places as style attributes; style elements stay out.
          'style-src-attr': ['unsafe-inline'],
          'img-src': ['self', 'data:', 'blob:'],
          'font-src': ['self'],
          'connect-src': ['self'],
          'manifest-src': ['self'],
          'worker-src': ['self'],
          'base-uri': ['none'],
          'form-action': ['self'],
        },
      },
    }),
  ],
  build: { target: 'es2022' },
  server: {
    proxy: {
      '/api': toApi,
      '/trpc': toApi,
      '/files': toApi,
      '/sync': { ...toApi, ws: true },
      '/yjs': { ...toApi, ws: true },
    },
  },
});
