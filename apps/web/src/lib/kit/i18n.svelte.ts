import {
  getLocale,
  type Locale,
  locales,
  overwriteGetLocale,
  setLocale,
} from '#lib/paraglide/runtime.js';

class Language {
  #locale = $state<Locale>(getLocale());

  get locale(): Locale {
    return this.#locale;
  }

  /** Switches every text, number and date on the screen at once, without a reload. */
  use(locale: Locale): void {
    if (!locales.includes(locale)) return;
    void setLocale(locale, { reload: false });
    this.#locale = locale;
    document.documentElement.lang = locale;
  }

  /** The tag given to Intl: English is British, as the Union's own English is. */
  get tag(): string {
    return this.#locale === 'sv' ? 'sv-SE' : 'en-GB';
  }

  /** Picks the reader's half of a text that the data carries in both languages. */
  pick(text: { sv: string; en: string } | null | undefined): string {
    if (!text) return '';
    return text[this.#locale] || text.en || text.sv;
  }
}

export const language = new Language();
overwriteGetLocale(() => language.locale);
