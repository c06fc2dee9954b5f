import { Element, replace } from '../tree.ts'
import type { Rule } from '../rule.ts'

/** Task lists, with each task's state. */
export const tasks: Rule = {
  name: 'task list',
  on: { classes: ['inline-task-list', 'contains-task-list', 'task-list'] },
  read(element) {
    if (element.nodeName !== 'UL' && element.nodeName !== 'OL') return false
    for (const item of element.children) {
      if (item.nodeName !== 'LI') continue
      item.kind = 'task'
      item.attributes['data-done'] = String(isDone(item))
    }
    return nestLists(element)
  },
}

function isDone(item: Element): boolean {
  if (item.hasClass('checked')) return true
  const box = item.find((child) => child.nodeName === 'INPUT' && child.attributes['type'] === 'checkbox')
  return box !== null && 'checked' in box.attributes
}

/** Lists: one that stands in another list, without an item around it, belongs to the item before it. */
export const lists: Rule = {
  name: 'list',
  on: { tags: ['UL', 'OL'] },
  read: nestLists,
}

function nestLists(list: Element): void {
  for (const child of list.children) {
    if (child.nodeName !== 'UL' && child.nodeName !== 'OL') continue
    let item = child.previousSibling
    while (item && !(item instanceof Element)) item = item.previousSibling
    if (item?.nodeName === 'LI') item.appendChild(child)
    else {
      const holder = new Element('LI')
      replace(child, holder)
      holder.appendChild(child)
    }
  }
}
