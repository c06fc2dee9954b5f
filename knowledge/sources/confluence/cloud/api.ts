import { apiBase } from '../oauth/app.ts'
import type { AccessToken } from '../oauth/access.ts'
import type { Answer, Http } from '../http/client.ts'
import { slices } from '../http/pages.ts'
import { lacksScope, refusal } from '../wiki/refusal.ts'
import type { About } from '../wiki/refusal.ts'
import { read } from '../wiki/read.ts'
import { listOf } from './shapes.ts'
import type { z } from 'zod'

export interface CloudAddress {
  /** https://api.atlassian.com by default. */
  apiUrl?: string
  cloudId: string
}

/** Reads one Cloud site through the gateway. It has no way to write. */
export interface CloudApi {
  /** @throws what {@link refusal} makes of an answer other than 2xx */
  get(path: string, about: About): Promise<unknown>
  /** Every item of a list, slice by slice. */
  list<T extends z.ZodType>(path: string, item: T, about: About): AsyncGenerator<z.infer<T>[]>
}

export function cloudApi(http: Http, address: CloudAddress, token: AccessToken): CloudApi {
  const gateway = `${apiBase(address)}/ex/confluence/${encodeURIComponent(address.cloudId)}`

  async function ask(path: string, about: About): Promise<Answer> {
    const send = async (bearer: string) =>
      http({ url: `${gateway}${path}`, headers: { authorization: `Bearer ${bearer}` } })
    const bearer = await token()
    let answer = await send(bearer)
    // A token may die early; a new one is tried once. A scope that is missing stays missing.
    if (answer.status === 401 && !lacksScope(answer)) answer = await send(await token(bearer))
    if (answer.status < 200 || answer.status > 299) throw refusal(answer, about)
    return answer
  }

  return {
    get: async (path, about) => (await ask(path, about)).json,
    async *list(path, item, about) {
      const shape = listOf(item)
      for await (const json of slices(path, (next) => ask(next, about))) yield read(shape, json).results
    },
  }
}
