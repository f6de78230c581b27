// The types of the package itself bring those of browsers into the whole program.

/** A grammar, as the package exports it. */
declare const language: unknown;
export default language;

/** The part of the highlighter that the documentation uses. */
export interface Highlighter {
  registerLanguage(name: string, language: unknown): void;
  registerAliases(aliases: string[], options: { languageName: string }): void;
  getLanguage(name: string): unknown;
  highlight(code: string, options: { language: string; ignoreIllegals: boolean }): {
    value: string;
  };
}
