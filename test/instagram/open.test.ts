import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import type { Database } from '../../src/contract/database.ts'
import { openInstagram } from '../../src/main/channels/instagram.ts'
import { guardedFetch } from '../../src/outgoing.ts'
import { silent } from '../engine/log.ts'
import { testFiles } from '../public-files.ts'

const unused: Database = {
  embedded: false,
  get asyncCommit() {
    return this
  },
  query: () => Promise.reject(new Error('not before it is started')),
  transaction: () => Promise.reject(new Error('not before it is started')),
}
const open = (environment: Record<string, string>) =>
  openInstagram({
    config: readConfig(environment),
    db: unused,
    knowledge: { masterKey: randomBytes(32), outgoing: guardedFetch([]) },
    files: testFiles(unused).files,
    log: silent,
  })

it('is off without its settings, and on with all of them', async () => {
  expect(await open({})).toBeUndefined()
  const all = {
    INSTAGRAM_ACCOUNT_ID: '17841400000000009',
    INSTAGRAM_TOKEN: 'IGAA',
    META_APP_SECRET: 'secret',
    META_VERIFY_TOKEN: 'verify',
  }
  expect(await open(all)).toMatchObject({ name: 'instagram' })
  const { META_APP_SECRET: own, ...others } = all
  expect(await open({ ...others, INSTAGRAM_APP_SECRET: own })).toMatchObject({ name: 'instagram' })
})

it('names every setting that is missing', async () => {
  await expect(open({ INSTAGRAM_TOKEN: 'IGAA', META_APP_SECRET: 's' })).rejects.toMatchObject({
    code: 'config.invalid',
    message: 'Instagram also needs INSTAGRAM_ACCOUNT_ID, META_VERIFY_TOKEN.',
  })
})
