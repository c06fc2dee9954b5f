/** Writes the gradient at a point and returns the value there. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number

const MEMORY = 8
const ITERATIONS = 300
const ENOUGH = 1e-5

/** Minimises a smooth function by L-BFGS with backtracking (Nocedal and Wright, Numerical Optimization, 7.2), starting from zero. */
export function minimise(size: number, objective: Objective): Float64Array {
  let point = new Float64Array(size)
  let gradient = new Float64Array(size)
  let value = objective(point, gradient)
  const steps: { step: Float64Array; change: Float64Array; curvature: number }[] = []
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const direction = descent(gradient, steps)
    const slope = dot(direction, gradient)
    const next = new Float64Array(size)
    const nextGradient = new Float64Array(size)
    let length = steps.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1
    let nextValue = Infinity
    for (let halvings = 0; halvings < 30; halvings++, length /= 2) {
      for (let at = 0; at < size; at++) next[at] = point[at]! + length * direction[at]!
      nextValue = objective(next, nextGradient)
      if (nextValue <= value + 1e-4 * length * slope) break
    }
    if (!(nextValue < value)) break
    const step = next.map((entry, at) => entry - point[at]!)
    const change = nextGradient.map((entry, at) => entry - gradient[at]!)
    const curvature = dot(step, change)
    if (curvature > 1e-12) steps.push({ step, change, curvature })
    if (steps.length > MEMORY) steps.shift()
    const gain = value - nextValue
    ;[point, gradient, value] = [next, nextGradient, nextValue]
    if (gain < ENOUGH) break
  }
  return point
}

function descent(
  gradient: Float64Array,
  steps: readonly { step: Float64Array; change: Float64Array; curvature: number }[],
): Float64Array {
  const direction = gradient.map((entry) => -entry)
  const parts: number[] = []
  for (const { step, change, curvature } of steps.toReversed()) {
    const part = dot(step, direction) / curvature
    parts.push(part)
    add(direction, change, -part)
  }
  const last = steps.at(-1)
  if (last) {
    const scale = last.curvature / dot(last.change, last.change)
    for (let at = 0; at < direction.length; at++) direction[at]! *= scale
  }
  for (const { step, change, curvature } of steps) {
    add(direction, step, parts.pop()! - dot(change, direction) / curvature)
  }
  return direction
}

function add(target: Float64Array, other: Float64Array, factor: number): void {
  for (let at = 0; at < target.length; at++) target[at]! += factor * other[at]!
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!
  return sum
}
