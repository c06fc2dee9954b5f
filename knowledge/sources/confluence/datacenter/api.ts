import type { Answer, Http } from '../http/client.ts'
import { backoff } from '../http/backoff.ts'
import { systemClock } from '../http/clock.ts'
import type { Clock } from '../http/clock.ts'
import { refusal } from '../wiki/refusal.ts'
import type { About } from '../wiki/refusal.ts'

export interface ServerAddress {
  /** The wiki's address with its context path, if it has one. */
  baseUrl: string
  /** A personal access token; one of an account that only reads is best. */
  token: string
}

/** Reads one Data Center site. It has no way to write. */
export type ServerGet = (path: string, about: About) => Promise<unknown>

/** Some servers and the proxies before them answer 403 when there are too many requests. */
const FORBIDDEN_TRIES = 3

export function serverApi(
  http: Http,
  { baseUrl, token }: ServerAddress,
  clock: Clock = systemClock,
): ServerGet {
  const base = baseUrl.replace(/\/+$/, '')
  return async function get(path, about) {
    for (let attempt = 1; ; attempt += 1) {
      const answer: Answer = await http({
        url: `${base}${path}`,
        headers: { authorization: `Bearer ${token}` },
      })
      if (answer.status >= 200 && answer.status <= 299) return answer.json
      if (answer.status !== 403 || attempt >= FORBIDDEN_TRIES) throw refusal(answer, about)
      await clock.sleep(backoff(attempt, () => 1))
    }
  }
}
