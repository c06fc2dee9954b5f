import { execFile } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { startConfluence, type ConfluenceDouble } from '../doubles/confluence/index.ts'
import { openDatabase, type OpenDatabase } from '../../src/database/index.ts'
import { idOf, sourceId } from '../../src/cli/ids.ts'
import { parseLabel } from '../../src/cli/labels.ts'
import { readConfig } from '../../src/config.ts'
import { startApp } from '../../src/main/app.ts'
import { connectionOf } from '../../src/main/sources.ts'
import { createHttpServer } from '../../src/server.ts'
import { dataFolder } from '../database.ts'
import { silent } from '../engine/log.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

let folder: string
let db: OpenDatabase
let wiki: ConfluenceDouble
beforeAll(async () => {
  folder = await dataFolder('input')
  db = await openDatabase({ folder })
  wiki = await startConfluence({ dc: { contextPath: '/confluence' } })
})
afterAll(async () => {
  await wiki.close()
  await db.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a command as a person does, beside the process that serves the data folder. What it printed must be one document. */
function tributary(args: string[], settings: Record<string, string> = {}): Promise<unknown> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['src/cli.ts', '--json', ...args],
      { cwd: root, env: { PATH: process.env.PATH, DATA_FOLDER: folder, LOG_LEVEL: 'silent', ...settings } },
      (_error, stdout) => {
        const printed = JSON.parse(stdout) as { error?: { code: string } }
        resolve(printed.error?.code ?? printed)
      },
    )
  })
}

describe('a command that was typed wrong says so, and is no defect', () => {
  it.each([
    ['source.unknown', ['source', 'show', 'abc']],
    ['source.unknown', ['exclude', 'add', '123', '--source', '99']],
    ['input.invalid', ['exclude', 'remove', '1e30']],
    ['input.invalid', ['exclude', 'add', '--title', ' ']],
    ['input.invalid', ['exclude', 'add', '--label', 'draft', '--subtree']],
    ['input.invalid', ['nonsense']],
  ])('%s: %j', async (code, args) => {
    expect(await tributary(args)).toBe(code)
  })

  test('a crawl of nothing is a list of none', async () => {
    expect(await tributary(['crawl'])).toEqual([])
  })

  test.each(['abc', '', '0', '-1', '1.5', '1e30', '99999999999'])('%j is the number of nothing', (text) => {
    expect(idOf(text)).toBeUndefined()
    expect(() => sourceId(text)).toThrow(/There is no source/)
  })

  test('a label with a character that cannot be stored', () => {
    expect(() => parseLabel({ text: 'a\0b', answerable: false })).toThrow(/text/)
    expect(parseLabel({ text: 'a\nb', answerable: false }).text).toBe('a\nb')
  })
})

describe('a Data Center is tried before it is kept', () => {
  const connect = (url: string, token = wiki.dcToken) =>
    tributary(['connect', 'confluence', '--data-center', url], {
      CONFLUENCE_PAT: token,
      ALLOW_PRIVATE_HOSTS: new URL(wiki.dcUrl).host,
    })
  const kept = async () => (await db.query('SELECT site_url FROM connection')).length

  it.each([
    ['outgoing.refused', 'http://169.254.169.254/latest'],
    ['outgoing.refused', 'https://[::1]/confluence'],
    ['input.invalid', 'ftp://wiki.example/confluence'],
    ['input.invalid', 'https://me:secret@wiki.example/confluence'],
  ])('%s: %s', async (code, url) => {
    expect(await connect(url)).toBe(code)
    expect(await kept()).toBe(0)
  })

  test('with a token that it does not take, and at an address without its context path', async () => {
    expect(await connect(wiki.dcUrl, 'wrong')).toBe('confluence.token_refused')
    expect(await connect(new URL(wiki.dcUrl).origin)).toBe('confluence.not_json')
    expect(await kept()).toBe(0)
  })

  test('and kept by its plain address', async () => {
    expect(await connect(`${wiki.dcUrl}/?os_authType=basic#top`)).toMatchObject({ siteUrl: wiki.dcUrl })
    expect(await kept()).toBe(1)
  })
})

describe('an address that is on no wiki is told before anything is asked of a wiki', () => {
  const shop = { siteUrl: 'https://shop.atlassian.net' }
  const inside = { siteUrl: 'https://wiki.shop.internal/confluence' }

  test.each([
    ['nope', [], 'confluence.not_a_url'],
    ['ftp://shop.atlassian.net/wiki', [shop], 'confluence.not_a_url'],
    ['https://nope', [], 'connection.unknown'],
    ['https://nope', [shop, inside], 'confluence.foreign_site'],
    ['https://shop.atlassian.net.nope/wiki', [shop], 'confluence.foreign_site'],
  ])('%s', (url, connections, code) => {
    expect(() => connectionOf(url, connections)).toThrow(expect.objectContaining({ code }))
  })

  test('and the hosts of what is connected are named', () => {
    expect(() => connectionOf('https://nope/x', [shop, inside])).toThrow(
      'The address is on nope; what is connected is on shop.atlassian.net, wiki.shop.internal.',
    )
  })

  test('an address of a wiki finds it, and one beside its path too', () => {
    expect(connectionOf(' https://shop.atlassian.net/wiki/spaces/HELP ', [inside, shop])).toBe(shop)
    expect(connectionOf('https://wiki.shop.internal/confluence/x', [shop, inside])).toBe(inside)
    expect(connectionOf('https://wiki.shop.internal/jira', [shop, inside])).toBe(inside)
  })
})

describe('a server that cannot start names the setting', () => {
  test('PORT, when it is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    const http = createHttpServer({
      routers: [],
      ready: async () => ({ ready: true, problems: [] }),
      trustProxy: 0,
      log: silent,
    })
    const taken = { code: 'config.invalid', message: `PORT ${port} is taken by another process.` }
    await expect(http.listen(port, '127.0.0.1')).rejects.toMatchObject(taken)
    // The server tries it before anything else is opened: its folder stays as it was.
    const config = readConfig({ PORT: String(port), DATA_FOLDER: join(folder, 'untouched') })
    await expect(startApp({ config, log: silent })).rejects.toMatchObject(taken)
    expect(existsSync(config.DATA_FOLDER)).toBe(false)
    other.close()
  })

  test('DATA_FOLDER, when it is a file', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    expect(await tributary(['status'], { DATA_FOLDER: file })).toBe('database.folder_unusable')
  })
})
