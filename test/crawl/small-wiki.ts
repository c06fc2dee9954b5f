import type { Wiki } from '../doubles/confluence/index.ts'

export const SMALL = {
  home: '1001',
  returns: '1002',
  shipping: '1003',
  express: '1004',
  care: '1005',
  gifts: '1006',
  warranty: '1007',
} as const

/** Seven pages of one space, each with a word that stands nowhere else; gifts includes shipping, express is below it. */
export function fillSmall(wiki: Wiki): void {
  const space = wiki.addSpace({ id: '65538', key: 'HELP', name: 'Help', homepageId: SMALL.home })
  const add = (
    id: string,
    title: string,
    sentence: string,
    more: Parameters<Wiki['addPage']>[0] | object = {},
  ) =>
    wiki.addPage({
      id,
      spaceKey: space.key,
      title,
      parentId: id === SMALL.home ? null : SMALL.home,
      view: `<h2>In short</h2><p>${sentence}</p>`,
      ...more,
    })
  add(SMALL.home, 'Help centre', 'Welcome, everything about the marmalade shop is here.')
  add(SMALL.returns, 'Returns', 'Unopened jars come back within thirty days, with the pomegranate slip.')
  add(SMALL.shipping, 'Shipping', 'Parcels leave the warehouse on weekdays by bergamot courier.')
  add(SMALL.express, 'Express', 'Express parcels arrive overnight on a kumquat van.', {
    parentId: SMALL.shipping,
  })
  add(SMALL.care, 'Keeping it fresh', 'Keep opened jars cold, next to the tamarind.')
  add(SMALL.gifts, 'Gifts', 'Gift boxes carry a handwritten clementine card.', { includes: [SMALL.shipping] })
  add(SMALL.warranty, 'Broken jars', 'A broken jar is replaced when you send a quince photograph.')
}
