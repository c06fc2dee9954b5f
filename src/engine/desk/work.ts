import type { Agent, DeskWork } from '../../contract/desk.ts'
import { TributaryError } from '../../contract/errors.ts'
import { release } from '../giveback.ts'
import { claim, notClaimed, sendAsAgent } from '../handoff.ts'
import type { EngineParts } from '../parts.ts'
import { codeForAgent } from '../people/codes.ts'
import { sendByEmail } from './by-email.ts'
import { openCase } from './case.ts'
import { close } from './close.ts'
import { loadHandoff, type HandoffRow } from './handoffs.ts'
import { giveVerdict } from './verdict.ts'
import { maySendNow } from './may-send.ts'
import { otherWays } from './other-ways.ts'
import { templatesFor, withTemplate } from './templates.ts'

/** What the engine does for a desk. */
export function deskWork(parts: EngineParts): DeskWork {
  const load = (handoff: number) => loadHandoff(parts.db, handoff)
  return {
    case: (handoff) => openCase(parts, handoff),
    async claim(handoff, agent) {
      const { conversation, state } = await load(handoff)
      if (state === 'resolved') throw resolved(handoff)
      await claim(parts, conversation, agent)
    },
    async release(handoff, agent) {
      const row = await load(handoff)
      if (row.state === 'resolved') return
      heldBy(row, agent)
      await release(parts, row.conversation, { agent, as: 'released' })
    },
    async resolve(handoff, agent) {
      const row = await load(handoff)
      if (row.state === 'resolved' || (row.state === 'open' && (await close(parts, row, agent)))) return
      heldBy(row.state === 'open' ? await load(handoff) : row, agent)
      await release(parts, row.conversation, { agent, as: 'resolved' })
    },
    async send(handoff, agent, content, key) {
      if (content.text.trim() === '' && (content.files ?? []).length === 0 && !content.template)
        throw new TributaryError('input.invalid', 'There is nothing to send.')
      const row = await load(handoff)
      const offered = templatesFor(parts.channels.get(row.channel), row.account)
      await sendAsAgent(parts, row.conversation, agent, withTemplate(content, offered), key)
    },
    async sendByEmail(handoff, agent, content, key) {
      if ((content.text.trim() === '' && (content.files ?? []).length === 0) || content.template)
        throw new TributaryError('input.invalid', 'There is nothing to send by e-mail.')
      await sendByEmail(parts, await load(handoff), agent, content, key)
    },
    otherWays: async (handoff) => otherWays(parts, await load(handoff)),
    verdict: async (handoff, agent, verdict) => giveVerdict(parts, await load(handoff), agent, verdict),
    maySend: async (handoff) => maySendNow(parts, await load(handoff)),
    linkCode: async (handoff, agent) => {
      const row = await load(handoff)
      heldBy(row, agent)
      return codeForAgent(parts, row.conversation, agent.id)
    },
  }
}

/** Only who has it may give it back. */
function heldBy(row: HandoffRow, agent: Agent): void {
  if (row.state !== 'claimed') throw notClaimed(row.conversation, agent)
  if (row.agent !== agent.id)
    throw new TributaryError(
      'conversation.claimed',
      `${row.agentName ?? row.agent} has this conversation; only they can give it back.`,
      { details: { handoff: row.id, agent: row.agent } },
    )
}

function resolved(handoff: number): TributaryError {
  return new TributaryError('handoff.resolved', 'This handoff is done.', { details: { handoff } })
}
