import { readFileSync } from 'node:fs'

/**
 * Adds up vitest's JSON reports and prints "N passed, N failed, N skipped" as the last line.
 * Tests that passed only at their second try are named: they are no failures, and have to be mended.
 * A report that is missing, and a test file that could not be loaded, count as one failure each.
 */
const print = (line) => process.stdout.write(`${line}\n`)
const sum = { passed: 0, failed: 0, skipped: 0 }
for (const path of process.argv.slice(2)) {
  const report = read(path)
  if (!report) {
    sum.failed += 1
    print(`${path}: no report, the step before it failed`)
    continue
  }
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  for (const file of report.testResults)
    for (const test of file.assertionResults)
      if (test.status === 'passed' && test.failureMessages.length > 0)
        print(`second try: ${file.name}: ${test.fullName}: ${test.failureMessages[0].split('\n')[0]}`)
  for (const file of broken) print(`${file.name}: ${file.message}`)
  sum.passed += report.numPassedTests
  sum.failed += report.numFailedTests + broken.length
  sum.skipped += report.numPendingTests + report.numTodoTests
}
print(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
