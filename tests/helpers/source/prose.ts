import type { SourceFile } from "./source_files.ts";

/** A sentence of a comment, or the name of a test. */
export interface Sentence {
  text: string;
  /** The line of the file where its paragraph begins, from 1. */
  line: number;
}

const DOC_COMMENT = /^[ \t]*\/\*\*?((?:(?!\*\/)[^])*)\*\//gm;
/** Whole lines, as many as follow each other, or the end of a line of code. */
const LINE_COMMENT = /^[ \t]*\/\/(.*(?:\n[ \t]*\/\/.*)*)|[;,{}()\[\]] \/\/ (.*)$/gm;
const TEST_NAME = /\b(?:Deno\.test|step)\(\s*(["`])((?:(?!\1)[^\\]|\\.)+)\1/g;
const DIRECTIVE = /^(?:deno-lint-ignore|deno-fmt-ignore|deno-coverage|@ts-)/;
/** A blank line, or the beginning of an item of a list. */
const PARAGRAPH_END = /\n[ \t]*(?=\n|(?:[-*]|\d+\.) )/;
const SENTENCE_END = /(?<=[.!?][")]?)\s+(?=["'(`]?[A-Z0-9`])/;

/** Returns every sentence of a file's comments. */
export function sentencesOf({ text }: SourceFile): Sentence[] {
  const comments = [...text.matchAll(DOC_COMMENT), ...text.matchAll(LINE_COMMENT)];
  return comments.flatMap((comment) => {
    const line = lineAt(text, comment.index);
    const body = (comment[1] ?? comment[2]!).replace(/^[ \t]*(?:\/\/|\*) ?/gm, "");
    return body.split(PARAGRAPH_END).map(plain)
      .filter((paragraph) => paragraph && !DIRECTIVE.test(paragraph))
      .flatMap((paragraph) => paragraph.split(SENTENCE_END).map((text) => ({ text, line })));
  });
}

/** Returns the names of a file's tests and of their steps. */
export function testNamesOf({ text }: SourceFile): Sentence[] {
  return [...text.matchAll(TEST_NAME)]
    .map((match) => ({ text: plain(match[2]!), line: lineAt(text, match.index) }));
}

/** Returns the number of words; a piece of code counts as one. */
export function wordsIn(sentence: string): number {
  return sentence.replace(/`[^`]*`/g, "code").split(/\s+/).filter((word) => /\w/.test(word)).length;
}

function plain(text: string): string {
  return text.replace(/^\s*(?:[-*]|\d+\.)\s/, "").replace(/\s+/g, " ").trim();
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
