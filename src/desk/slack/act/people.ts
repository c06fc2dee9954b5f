import type { Agent } from '../../../contract/desk.ts'
import { SlackRefusal, type Identity, type SlackApi } from '../api.ts'
import type { SlackUser } from '../wire.ts'

const KEPT_MS = 60_000
const MOST_KEPT = 1000

/** Who may act: people of this workspace. */
export interface People {
  /** The agent behind a user of Slack, or undefined when they may not act. */
  agent(user: string): Promise<Agent | undefined>
  /** Display names of people who are mentioned. */
  names(users: readonly string[]): Promise<Map<string, string>>
}

export function createPeople(api: SlackApi, clock: () => Date): People {
  const known = new Map<string, { user: SlackUser; until: number }>()
  const look = async (id: string): Promise<SlackUser | undefined> => {
    const now = clock().getTime()
    const kept = known.get(id)
    if (kept && kept.until > now) return kept.user
    try {
      const user = await api.user(id)
      if (known.size >= MOST_KEPT) known.clear()
      known.set(id, { user, until: now + KEPT_MS })
      return user
    } catch (error) {
      if (error instanceof SlackRefusal && /^(user_not_(found|visible)|user_not_in)/.test(error.reason))
        return undefined
      throw error
    }
  }
  return {
    async agent(id) {
      const [user, identity] = await Promise.all([look(id), api.identity()])
      return user && isColleague(user, identity) ? { id: `slack:${user.id}`, name: user.name } : undefined
    },
    async names(users) {
      const found = await Promise.all(
        [...new Set(users)].slice(0, 20).map(async (id) => [id, await look(id)] as const),
      )
      return new Map(found.flatMap(([id, user]) => (user ? [[id, user.name] as const] : [])))
    },
  }
}

/** A person of this workspace (or of this enterprise's workspace), who is still one. */
export function isColleague(user: SlackUser, { team, user: self }: Identity): boolean {
  if (user.bot || user.deleted || user.stranger || user.id === self) return false
  return user.team === team || user.teams.includes(team)
}
