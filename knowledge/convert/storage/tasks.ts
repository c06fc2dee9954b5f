import { become, child } from './macro.ts'
import { remove, unwrap } from '../tree.ts'
import type { Rule } from '../rule.ts'

/** Task lists, with each task's state. */
export const taskList: Rule = {
  name: 'task list',
  on: { tags: ['AC:TASK-LIST'] },
  read(element) {
    // White space between tasks would count as the last child of the list.
    const tasks = element.children.filter(
      (task) => task.nodeName === 'AC:TASK' || task.nodeName === 'AC:TASK-LIST',
    )
    become(element, 'UL', '', {}, tasks)
    for (const task of tasks) {
      if (task.nodeName !== 'AC:TASK') continue
      const done = child(task, 'AC:TASK-STATUS')?.textContent.trim() === 'complete'
      const body = child(task, 'AC:TASK-BODY')
      become(task, 'LI', 'task', { 'data-done': String(done) }, body?.childNodes ?? [])
    }
  },
}

/** Comments' marks split words; without them they are whole again. */
export const comment: Rule = {
  name: 'inline comment',
  on: { tags: ['AC:INLINE-COMMENT-MARKER'] },
  read: unwrap,
}

/** Columns and sections, read one after the other. */
export const layout: Rule = {
  name: 'layout',
  on: {
    tags: [
      'AC:LAYOUT',
      'AC:LAYOUT-SECTION',
      'AC:LAYOUT-CELL',
      'AC:RICH-TEXT-BODY',
      'AC:CONFLUENCE',
      'AC:TASK-BODY',
    ],
  },
  read(element) {
    if (element.firstChild) element.nodeName = 'DIV'
    else remove(element)
  },
}
