import {
  accessTokens,
  cloudSource,
  createHttp,
  serverSource,
  Points,
  type Clock,
  type Http,
  type OAuthApp,
} from '../../knowledge/sources/confluence/index.ts'
import { chunk } from '../../knowledge/chunk/index.ts'
import { convert } from '../../knowledge/convert/index.ts'
import type { OpenSource, TrainingPorts } from '../../knowledge/crawl/ports.ts'
import { passageIndex, prepareChunks, type IndexedChunk } from '../../knowledge/retrieve/passages/index.ts'
import { readConnection } from '../../knowledge/store/connections.ts'
import { grantStore } from '../../knowledge/store/grants.ts'
import type { Database } from '../../src/contract/database.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import type { Grant } from '../../src/contract/grant.ts'
import type { Converted, Embedder, SourcePage } from '../../src/contract/knowledge.ts'
import type { SecretBox } from '../../src/contract/secret.ts'

/** Conversion, chunking and index as the server wires them. */
export function trainingPorts(db: Database, embedder: Embedder): TrainingPorts {
  return {
    convert: convertPage,
    chunk: (title, markdown) =>
      markdown === '' ? [] : chunk(markdown, { title, countTokens: (text) => embedder.countTokens(text) }),
    prepare: (title, chunks) => prepareChunks(db, embedder, { title }, chunks),
    put: (tx, edition, page, prepared) => passageIndex.put(tx, edition, page, prepared as IndexedChunk[]),
    forget: (tx, ids) => passageIndex.forget(tx, ids),
    optimise: () => passageIndex.optimise(db),
  }
}

function convertPage(page: SourcePage): Converted {
  try {
    return convert({
      format: page.body.format,
      value: page.body.value,
      baseUrl: page.stub.url,
      title: page.stub.title,
      ...(page.storage === undefined ? {} : { storage: page.storage }),
    })
  } catch (error) {
    if (error instanceof TributaryError && error.code === 'convert.empty') return { markdown: '', losses: [] }
    throw error
  }
}

export interface OpeningParts {
  db: Database
  box: SecretBox
  app: OAuthApp
  apiUrl: string
  clock: Clock
  http?: Http
}

/** A client that keeps to a budget of points and jumps over its pauses. */
export const clientFor = (clock: Clock): Http =>
  createHttp({ outgoing: fetch, clock, random: () => 0, points: new Points(10_000_000) })

/** Opens the source behind a stored connection, with its sealed grant or token. */
export function openStored(parts: OpeningParts): OpenSource {
  const { db, box, app, apiUrl, clock, http = clientFor(clock) } = parts
  return async (connectionId) => {
    const connection = (await readConnection(db, connectionId))!
    if (connection.kind === 'confluence-dc') {
      const { token } = await grantStore<{ token: string }>(db, box).load(connectionId)
      return serverSource(http, { baseUrl: connection.siteUrl, token }, clock)
    }
    const access = accessTokens(app, connectionId, { http, store: grantStore<Grant>(db, box), clock })
    const cloudId = String(connection.account.cloudId)
    return cloudSource(http, access, { siteUrl: connection.siteUrl, cloudId, apiUrl })
  }
}
