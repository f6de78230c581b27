const collect = (globalThis as { gc?: () => void }).gc;

/**
 * Frees memory that is not needed any more, where the program was started with `--expose-gc`. The
 * engine does not know how much memory bitmaps and codecs take outside of its heap.
 */
export function collectGarbage(): void {
  collect?.();
}
