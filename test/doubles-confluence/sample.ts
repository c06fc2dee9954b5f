import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Ids in the sample wiki. */
export const ID = {
  home: '98400',
  returns: '98432',
  exceptions: '98464',
  deep: '98496',
  folder: '98500',
  inFolder: '98528',
  archived: '98560',
  restricted: '98592',
  below: '98624',
  banner: '98656',
  internalHome: '99000',
  whiteboard: '99100',
  blog: '99200',
}

/** Writes a small wiki with one of everything as wiki.json and its files; returns the folder. */
export function sampleWiki(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wiki-'))
  mkdirSync(join(folder, 'pages'))
  const page = (id: string, title: string, more: Record<string, unknown> = {}) => {
    const { view = `<p>About ${title}.</p>`, storage, ...rest } = more
    writeFileSync(join(folder, 'pages', `${id}.html`), String(view))
    if (storage !== undefined) writeFileSync(join(folder, 'pages', `${id}.xml`), String(storage))
    return {
      id,
      spaceKey: 'SHOP',
      title,
      parentId: ID.home,
      parentType: 'page',
      status: 'current',
      version: 3,
      createdAt: '2026-03-19T14:23:47.640Z',
      updatedAt: '2026-04-02T09:00:00.000Z',
      labels: [],
      view: `pages/${id}.html`,
      ...(storage === undefined ? {} : { storage: `pages/${id}.xml` }),
      ...rest,
    }
  }
  const file = {
    site: { name: 'Sample Shop', url: 'https://sample-shop.atlassian.net' },
    spaces: [
      { id: '98308', key: 'SHOP', name: 'Shop help', type: 'global', status: 'current', homepageId: ID.home },
      {
        id: '98309',
        key: 'INT',
        name: 'Internal',
        type: 'global',
        status: 'current',
        homepageId: ID.internalHome,
      },
      { id: '98310', key: 'OLD', name: 'Old help', type: 'global', status: 'archived', homepageId: null },
    ],
    folders: [{ id: ID.folder, title: 'Care', spaceKey: 'SHOP', parentId: ID.home }],
    whiteboards: [{ id: ID.whiteboard, title: 'Sketch', spaceKey: 'SHOP', parentId: ID.home }],
    pages: [
      page(ID.home, 'Shop help home', { parentId: null, parentType: null }),
      page(ID.returns, 'Returns & refunds', {
        labels: ['returns', 'public'],
        view: `<h2>Window</h2><p>30 days<br>after delivery.</p><div data-include="${ID.banner}"></div><p>End.</p>`,
        includes: [ID.banner],
      }),
      page(ID.exceptions, 'Return exceptions', { parentId: ID.returns, includes: [ID.banner] }),
      page(ID.deep, 'Hygiene articles', { parentId: ID.exceptions, storage: '<p>Stored text.</p>' }),
      page(ID.inFolder, 'Wool care', { parentId: ID.folder, parentType: 'folder' }),
      page(ID.archived, 'Returns 2019', { status: 'archived' }),
      page(ID.restricted, 'Margins', { restrictions: { users: [], groups: ['management'] } }),
      page(ID.below, 'Margins by supplier', { parentId: ID.restricted }),
      page(ID.banner, 'Holiday banner', { view: '<p>Extended until 31 January.</p>' }),
      page(ID.internalHome, 'Internal home', { spaceKey: 'INT', parentId: null, parentType: null }),
    ],
    blogposts: [page(ID.blog, 'We moved', { parentId: null, parentType: null, version: 1 })],
  }
  writeFileSync(join(folder, 'wiki.json'), JSON.stringify(file))
  return folder
}
