/** Weighted logistic regression: the intercept first, then one coefficient for each column. */
export type Coefficients = number[]

export interface FitOptions {
  /** Strength of the pull toward 0 (L2), against a total weight of the rows of about 1,000 for each set. */
  ridge: number
  /** Columns whose coefficient may not be negative; all of them when absent. */
  signed?: readonly boolean[]
}

/**
 * Fits by Newton's method; columns whose coefficient comes out on the forbidden side are dropped, worst half first, until none is
 * left. The columns should be standardised. Deterministic.
 */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  labels: readonly (0 | 1)[],
  weights: readonly number[],
  options: FitOptions,
): Coefficients {
  const width = rows[0]?.length ?? 0
  let active = Array.from({ length: width }, (_, column) => column)
  for (;;) {
    const fitted = newton(rows, active, labels, weights, options)
    const wrong = active
      .map((column, at) => ({ column, value: fitted[at + 1]! }))
      .filter(({ column, value }) => value < 0 && (options.signed?.[column] ?? true))
      .sort((a, b) => a.value - b.value || a.column - b.column)
    if (wrong.length === 0) {
      const all: Coefficients = Array.from({ length: width + 1 }, () => 0)
      all[0] = fitted[0]!
      active.forEach((column, at) => (all[column + 1] = fitted[at + 1]!))
      return all
    }
    const dropped = new Set(wrong.slice(0, Math.max(1, wrong.length >> 1)).map(({ column }) => column))
    active = active.filter((column) => !dropped.has(column))
  }
}

const ITERATIONS = 40
const HALVINGS = 30

/** log(1 + e^x), also for large x. */
const softplus = (value: number) => (value > 30 ? value : Math.log1p(Math.exp(value)))

function newton(
  rows: readonly (readonly number[])[],
  columns: readonly number[],
  labels: readonly (0 | 1)[],
  weights: readonly number[],
  { ridge }: FitOptions,
): Coefficients {
  const size = columns.length + 1
  const loss = (point: readonly number[]) => {
    let sum = 0
    for (let index = 1; index < size; index++) sum += (ridge / 2) * point[index]! ** 2
    rows.forEach((row, index) => {
      const score = columns.reduce((total, column, at) => total + row[column]! * point[at + 1]!, point[0]!)
      sum += weights[index]! * (softplus(score) - labels[index]! * score)
    })
    return sum
  }
  let beta = Array.from({ length: size }, () => 0)
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const gradient = beta.map((value, index) => (index === 0 ? 0 : -ridge * value))
    const hessian = beta.map((_, i) => beta.map((__, j) => (i === j ? (i === 0 ? 1e-6 : ridge) : 0)))
    rows.forEach((row, index) => {
      const x = [1, ...columns.map((column) => row[column]!)]
      const p = sigmoid(x.reduce((sum, value, at) => sum + value * beta[at]!, 0))
      const weight = weights[index]!
      const curve = weight * p * (1 - p)
      for (let i = 0; i < size; i++) {
        gradient[i]! += weight * (labels[index]! - p) * x[i]!
        for (let j = 0; j <= i; j++) hessian[i]![j]! += curve * x[i]! * x[j]!
      }
    })
    for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) hessian[j]![i] = hessian[i]![j]!
    const step = solve(hessian, gradient)
    const before = loss(beta)
    let next = beta.map((value, index) => value + step[index]!)
    // Far from the optimum a whole step can land where the curve is flat, and never come back.
    for (let halvings = 0, length = 0.5; loss(next) > before && halvings < HALVINGS; halvings++, length /= 2)
      next = beta.map((value, index) => value + length * step[index]!)
    beta = next
    if (Math.max(...step.map(Math.abs)) < 1e-7) break
  }
  return beta
}

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-Math.max(-30, Math.min(30, value))))
}

/** Gaussian elimination with pivoting; the matrix is positive definite here. */
function solve(matrix: number[][], right: number[]): number[] {
  const a = matrix.map((row, index) => [...row, right[index]!])
  const size = a.length
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(a[row]![column]!) > Math.abs(a[pivot]![column]!)) pivot = row
    }
    ;[a[column], a[pivot]] = [a[pivot]!, a[column]!]
    for (let row = column + 1; row < size; row++) {
      const factor = a[row]![column]! / a[column]![column]!
      for (let at = column; at <= size; at++) a[row]![at]! -= factor * a[column]![at]!
    }
  }
  const result = right.map(() => 0)
  for (let row = size - 1; row >= 0; row--) {
    let sum = a[row]![size]!
    for (let at = row + 1; at < size; at++) sum -= a[row]![at]! * result[at]!
    result[row] = sum / a[row]![row]!
  }
  return result
}
