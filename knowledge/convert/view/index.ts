import { ruleTable, type Rule, type RuleTable } from '../rule.ts'
import { attachments } from './attachments.ts'
import { code } from './code.ts'
import { app, drawing, embed } from './embed.ts'
import { emoji } from './emoji.ts'
import { expand } from './expand.ts'
import { failed } from './failed.ts'
import { image } from './image.ts'
import { mention, monospace, plain, raised, status, time } from './inline.ts'
import { jira } from './jira.ts'
import { frame, hidden, junk } from './junk.ts'
import { headingAnchor, layout } from './layout.ts'
import { link } from './link.ts'
import { macro } from './macro.ts'
import { navigation } from './navigation.ts'
import { codeTitle, infoPanel, panel } from './panel.ts'
import { lists, tasks } from './tasks.ts'

/** How everything in a rendered page is read; of two rules for one thing the first holds. */
const rules: readonly Rule[] = [
  junk,
  hidden,
  failed,
  infoPanel,
  codeTitle,
  panel,
  expand,
  code,
  tasks,
  lists,
  emoji,
  status,
  mention,
  time,
  jira,
  navigation,
  attachments,
  app,
  embed,
  drawing,
  macro,
  image,
  link,
  raised,
  plain,
  monospace,
  headingAnchor,
  layout,
]

/** The same, indexed. */
export const viewRules: RuleTable = ruleTable(rules)

/** Of a website's page, the parts around the content go as well. */
export const websiteRules: RuleTable = ruleTable([frame, ...rules])
