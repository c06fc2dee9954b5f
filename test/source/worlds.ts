import { createHttp, serverSource } from '../../knowledge/sources/confluence/index.ts'
import { tinyCode } from '../../knowledge/sources/confluence/wiki/tiny.ts'
import type { Source } from '../../src/contract/knowledge.ts'
import type { SourceWorld } from '../contract/source.suite.ts'
import { startConfluence } from '../doubles/confluence/index.ts'
import type { ConfluenceDouble, ConfluenceOptions } from '../doubles/confluence/index.ts'
import { connectCloud } from './cloud.ts'
import { fakeClock } from './clock.ts'
import type { FakeClock } from './clock.ts'

/** A world over the Confluence double, with one space HELP of which `all` is the scope. */
export interface ConfluenceWorld extends SourceWorld {
  double: ConfluenceDouble
  clock: FakeClock
}

type Parts = Pick<SourceWorld, 'addresses' | 'breakListing'> & { source: Source; clock: FakeClock }

const SPACE_ID = '65538'

function worldOver(double: ConfluenceDouble, parts: Parts): ConfluenceWorld {
  const { wiki, faults, requests } = double
  return {
    ...parts,
    double,
    all: { mode: 'space', spaceId: SPACE_ID, spaceKey: 'HELP' },
    add: ({ title, parentId, html }) =>
      wiki.addPage({
        spaceKey: 'HELP',
        title,
        ...(parentId === undefined ? {} : { parentId }),
        ...(html === undefined ? {} : { view: html }),
      }).id,
    edit: (id, { title, html }) => {
      wiki.edit(id, {
        ...(title === undefined ? {} : { title }),
        ...(html === undefined ? {} : { view: html }),
      })
    },
    move: (id, parentId) => void wiki.move(id, parentId),
    archive: (id) => void wiki.archive(id),
    trash: (id) => void wiki.trash(id),
    restrict: (id) => void wiki.restrict(id, { groups: ['leads'] }),
    label: (id, label) => void wiki.label(id, label),
    throttle: (seconds) => faults.inject({ kind: 'rate-limit', retryAfter: seconds }),
    waited: () => parts.clock.waits.reduce((sum, ms) => sum + ms, 0),
    writes: () =>
      requests.entries
        .filter(({ method, server }) => method !== 'GET' && server !== 'auth')
        .map(({ method, path }) => `${method} ${path}`),
    close: () => double.close(),
  }
}

const space = { id: SPACE_ID, key: 'HELP', name: 'Help' }

export async function cloudWorld(options: ConfluenceOptions = {}): Promise<ConfluenceWorld> {
  const double = await startConfluence(options)
  double.wiki.addSpace(space)
  const { source, clock } = await connectCloud(double)
  const base = `${double.publicUrl}/wiki`
  return worldOver(double, {
    source,
    clock,
    addresses: (id) => ({
      page: [
        `${base}/spaces/HELP/pages/${id}/Some+old+title?focusedCommentId=7#part`,
        `${base}/spaces/HELP/pages/edit-v2/${id}`,
        `${base}/pages/viewpage.action?pageId=${id}`,
        `${base}/pages/viewpage.action?spaceKey=HELP&title=UK+delivery`,
        `${base}/pages/resumedraft.action?draftId=${id}`,
        `${base}/display/HELP/UK+delivery`,
        `${base}/x/${tinyCode(id)}`,
      ],
      all: [
        `${base}/spaces/HELP`,
        `${base}/spaces/HELP/overview`,
        `${base}/spaces/viewspace.action?key=HELP`,
      ],
      unknown: [
        `${base}/spaces/NOPE`,
        `${base}/spaces/HELP/pages/999`,
        `${base}/display/HELP/No+such+page`,
        `${base}/spaces/HELP/whiteboard/1`,
        `${base}/home`,
        'https://elsewhere.example/wiki/spaces/HELP',
        'not an address',
      ],
    }),
    breakListing: () =>
      double.faults.inject({ kind: 'status', status: 500, on: /\/pages\?.*cursor=/, times: 99 }),
  })
}

export async function serverWorld(options: ConfluenceOptions = {}): Promise<ConfluenceWorld> {
  const double = await startConfluence({ ...options, dc: { contextPath: '/confluence', ...options.dc } })
  double.wiki.addSpace(space)
  const clock = fakeClock()
  const http = createHttp({ outgoing: fetch, clock, random: () => 0 })
  const base = double.dcUrl
  const source = serverSource(http, { baseUrl: base, token: double.dcToken }, clock)
  return worldOver(double, {
    source,
    clock,
    addresses: (id) => ({
      page: [
        `${base}/pages/viewpage.action?pageId=${id}&src=search#part`,
        `${base}/pages/viewpage.action?spaceKey=HELP&title=UK+delivery`,
        `${base}/display/HELP/UK+delivery`,
        `${base}/x/${tinyCode(id)}`,
      ],
      all: [`${base}/display/HELP`, `${base}/spaces/viewspace.action?key=HELP`],
      unknown: [
        `${base}/display/NOPE`,
        `${base}/pages/viewpage.action?pageId=999`,
        `${base}/display/HELP/No+such+page`,
        `${base}/spaces/HELP/folder/1`,
        'not an address',
      ],
    }),
    breakListing: () =>
      double.faults.inject({
        kind: 'status',
        status: 500,
        on: /\/rest\/api\/content\?.*start=[1-9]/,
        times: 99,
      }),
  })
}
