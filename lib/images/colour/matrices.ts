/** Three rows of three numbers. */
export type Matrix = readonly number[];

/** A matrix whose numbers the compiler counts. */
export type NineNumbers = [
  ...[number, number, number],
  ...[number, number, number],
  ...[number, number, number],
];

/** Returns the product: the change by `b`, then by `a`. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  return Array.from({ length: 9 }, (_, at) => {
    const [row, column] = [Math.floor(at / 3) * 3, at % 3];
    return a[row]! * b[column]! + a[row + 1]! * b[column + 3]! + a[row + 2]! * b[column + 6]!;
  });
}

/** Returns the matrix that undoes `m`. Without one, the numbers are not finite. */
export function inverse(m: Matrix): Matrix {
  const [a, b, c, d, e, f, g, h, i] = m as NineNumbers;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return [
    ...[e * i - f * h, c * h - b * i, b * f - c * e],
    ...[f * g - d * i, a * i - c * g, c * d - a * f],
    ...[d * h - e * g, b * g - a * h, a * e - b * d],
  ].map((cofactor) => cofactor / determinant);
}

/** Returns the product of a matrix and a column. */
export function apply(m: Matrix, [x, y, z]: readonly number[]): [number, number, number] {
  const row = (at: number) => m[at]! * x! + m[at + 1]! * y! + m[at + 2]! * z!;
  return [row(0), row(3), row(6)];
}
