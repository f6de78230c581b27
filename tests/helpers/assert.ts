/**
 * The part of `@std/assert` that the tests use, over `node:assert/strict`, with the same names and
 * signatures. Where JSR is reachable, map `@std/assert` to `jsr:@std/assert@1` and delete this file.
 */
import nodeAssert from "node:assert/strict";

/** Thrown by every assertion here. */
export const AssertionError = nodeAssert.AssertionError;

/** Fails unless `condition` is truthy. */
export function assert(condition: unknown, message?: string): asserts condition {
  nodeAssert.ok(condition, message ?? `Expected a truthy value, got ${String(condition)}`);
}

/** Fails if `condition` is truthy. */
export function assertFalse(condition: unknown, message?: string): void {
  nodeAssert.ok(!condition, message ?? `Expected a falsy value, got ${String(condition)}`);
}

/** Fails unless the values are deeply and strictly equal. */
export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  nodeAssert.deepEqual(actual, expected, message);
}

/** Fails if the values are deeply and strictly equal. */
export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  nodeAssert.notDeepEqual(actual, expected, message);
}

/** Fails unless both are identical, as `Object.is` compares them. */
export function assertStrictEquals<T>(actual: unknown, expected: T, message?: string): void {
  nodeAssert.strictEqual(actual, expected, message);
}

/** Fails if the value is `null` or `undefined`. */
export function assertExists<T>(actual: T, message?: string): asserts actual is NonNullable<T> {
  nodeAssert.ok(actual !== null && actual !== undefined, message ?? `Expected a value`);
}

/** Fails unless the string matches the expression. */
export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  nodeAssert.match(actual, expected, message);
}

/** Fails if the string matches the expression. */
export function assertNotMatch(actual: string, expected: RegExp, message?: string): void {
  nodeAssert.doesNotMatch(actual, expected, message);
}

/** Fails unless the text contains the part. */
export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  nodeAssert.ok(actual.includes(expected), message ?? `Expected ${expected} in: ${actual}`);
}

/** Fails unless `actual > expected`. */
export function assertGreater<T>(actual: T, expected: T, message?: string): void {
  nodeAssert.ok(actual > expected, message ?? `Expected ${actual} > ${expected}`);
}

/** Fails unless `actual >= expected`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, message?: string): void {
  nodeAssert.ok(actual >= expected, message ?? `Expected ${actual} >= ${expected}`);
}

/** Fails unless `actual < expected`. */
export function assertLess<T>(actual: T, expected: T, message?: string): void {
  nodeAssert.ok(actual < expected, message ?? `Expected ${actual} < ${expected}`);
}

/** Fails unless `actual <= expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, message?: string): void {
  nodeAssert.ok(actual <= expected, message ?? `Expected ${actual} <= ${expected}`);
}

type ErrorClass<E extends Error> = abstract new (...args: never[]) => E;

function check<E extends Error>(error: unknown, type?: ErrorClass<E>, includes?: string): E {
  nodeAssert.ok(error instanceof Error, `Expected an Error, got ${String(error)}`);
  if (type) {
    nodeAssert.ok(
      error instanceof type,
      `Expected ${type.name}, got ${error.name}: ${error.message}`,
    );
  }
  if (includes !== undefined) assertStringIncludes(error.message, includes);
  return error as E;
}

/** Fails unless the function throws; returns the thrown error. */
export function assertThrows<E extends Error = Error>(
  run: () => unknown,
  type?: ErrorClass<E>,
  includes?: string,
): E {
  try {
    run();
  } catch (error) {
    return check(error, type, includes);
  }
  throw new AssertionError({ message: "Expected the function to throw" });
}

/** Fails unless the promise is rejected; returns the error. */
export async function assertRejects<E extends Error = Error>(
  run: () => PromiseLike<unknown>,
  type?: ErrorClass<E>,
  includes?: string,
): Promise<E> {
  try {
    await run();
  } catch (error) {
    return check(error, type, includes);
  }
  throw new AssertionError({ message: "Expected the promise to be rejected" });
}

/** Always fails. */
export function fail(message: string): never {
  throw new AssertionError({ message });
}
