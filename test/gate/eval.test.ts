import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluateFolder } from '../../src/cli/measure/eval.ts'
import type { Means } from '../../src/cli/measure/labelled.ts'
import { calibrateFolders, calibrateSelf, crossFit } from '../../src/cli/measure/calibrate.ts'
import { evalReport } from '../../src/answer/gate/report.ts'
import { localEmbedder } from '../../knowledge/embed/index.ts'
import { readLabelledSet } from '../../knowledge/evaluate/folder.ts'
import type { Embedder } from '../../src/contract/knowledge.ts'
import { openTestDatabase } from '../database.ts'

const TOPICS = [
  ['Returns', 'Send items back within thirty days for a refund.'],
  ['Delivery', 'Parcels to Norway take six days.'],
  ['Washing wool', 'Wash merino cold and dry it flat.'],
  ['Gift cards', 'Gift cards are valid for three years.'],
  ['Repairs', 'Our workshop mends zips for twelve pounds.'],
  ['Size guide', 'Measure your chest under the arms.'],
]
const QUESTIONS: [string, number][] = [
  ['can i send items back for a refund', 0],
  ['how many days do parcels to norway take', 1],
  ['how to wash merino', 2],
  ['how long are gift cards valid', 3],
  ['does the workshop mend zips', 4],
  ['how do i measure my chest', 5],
  ['who is the president of france', -1],
  ['is it raining on mars', -1],
]

const countWords = (text: string) => text.split(' ').length

describe('eval and calibrate', () => {
  let folder: string
  let embedder: Embedder
  const means: Means = {
    openEmbedder: () => ({ ...embedder, close: async () => {} }),
    openDatabase: openTestDatabase,
  }
  beforeAll(() => {
    embedder = localEmbedder({ threads: 2 })
    folder = mkdtempSync(join(tmpdir(), 'eval-'))
    const lines = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n')
    writeFileSync(
      join(folder, 'corpus.jsonl'),
      lines(TOPICS.map(([title, text], index) => ({ id: `p${index}`, title, text }))),
    )
    writeFileSync(
      join(folder, 'queries.jsonl'),
      lines([
        ...QUESTIONS.map(([text, page], index) => ({
          id: `q${index}`,
          text,
          answerable: page >= 0,
          relevant: page >= 0 ? [`p${page}`] : [],
        })),
        { id: 'audited', text: 'returns', answerable: false, relevant: [], audit: 'doubtful' },
      ]),
    )
  })
  afterAll(async () => {
    await embedder.close()
    rmSync(folder, { recursive: true })
  })

  it('measures the very retrieval on a folder, without questions that carry an audit mark', async () => {
    const report = await evaluateFolder(folder, { risk: 0.05, means })
    expect(report).toMatchObject({
      questions: 8,
      answerable: 6,
      hit1: 1,
      hit5: 1,
      mrr10: 1,
      shipped: { risk: 0.05 },
    })
    expect(report.auroc).toBeGreaterThan(0.9)
    expect(report.shipped.answered).toBe(report.shipped.correct + report.shipped.wrong)
  })

  it('fits a gate from labels and from the corpus alone, the same each time', async () => {
    const labelled = await calibrateFolders([folder], { means })
    expect(labelled.gate.fittedOn.questions).toBe(8)
    expect(labelled.reader.fittedOn).toEqual(labelled.gate.fittedOn)
    const own = await calibrateSelf([folder], means)
    expect(own.fittedOn.questions).toBe(12)
    expect(await calibrateSelf([folder], means)).toEqual(own)
    expect(await calibrateFolders([folder], { means })).toEqual(labelled)
  }, 180_000)

  it('measures groups of sets on weights that were fitted without them', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'groups-'))
    const folders = ['one', 'two', 'three'].map((name) => join(parent, name))
    for (const copy of folders) cpSync(folder, copy, { recursive: true })
    const told: string[] = []
    const reports = await crossFit(folders, 0.05, {
      groups: [['one', 'two'], ['three']],
      progress: (text) => told.push(text),
      means,
    })
    expect(reports.map(({ set, questions }) => [set, questions])).toEqual([
      ['one', 8],
      ['two', 8],
      ['three', 8],
      ['all held out', 24],
    ])
    expect(told.filter((text) => text.startsWith('reading'))).toEqual([
      'reading three',
      'reading one',
      'reading two',
    ])
    await expect(crossFit(folders, 0.05, { groups: [['none']] })).rejects.toThrow(/No set is called none/)
    await expect(crossFit(folders.slice(0, 1), 0.05)).rejects.toThrow(/at least one set/)
    rmSync(parent, { recursive: true })
  }, 180_000)

  it('says which line of a folder is wrong', () => {
    writeFileSync(join(folder, 'queries.jsonl'), '\n{"id": 1}\n')
    expect(() => readLabelledSet(folder, countWords)).toThrow(/queries\.jsonl, line 2/)
    expect(() => readLabelledSet(join(folder, 'none'), countWords)).toThrow(/could not be read/)
  })
})

describe('report', () => {
  it('counts by the definitions of the evaluation', () => {
    const judged = (rank: number, answerable: boolean, answered: boolean, confidence: number) => ({
      rank,
      answerable,
      answered,
      confidence,
      ms: 2,
    })
    const report = evalReport('set', 0.05, [
      judged(1, true, true, 0.9),
      judged(2, true, true, 0.8),
      judged(0, true, false, 0.1),
      judged(0, false, true, 0.7),
    ])
    expect(report).toMatchObject({
      questions: 4,
      answerable: 3,
      hit1: 0.3333,
      hit5: 0.6667,
      mrr10: 0.5,
      auroc: 1,
      shipped: { answered: 3, correct: 1, wrong: 2, wrongShare: 0.6667, coverage: 0.3333 },
      msPerQuestion: 2,
    })
  })
})
