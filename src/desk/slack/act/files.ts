import type { OutgoingFile } from '../../../contract/message.ts'
import type { Outgoing } from '../../../contract/outgoing.ts'
import { FILE_BYTES, FILES_BYTES } from '../limits.ts'
import type { SlackFile } from '../wire.ts'
import { size } from '../text.ts'

/** Why a file cannot be taken along, in plain words. */
export class FileProblem extends Error {
  constructor(name: string, why: string) {
    super(`The file “${name}” ${why}.`)
    this.name = 'FileProblem'
  }
}

export interface DownloadOptions {
  outgoing: Outgoing
  botToken: string
  /** Where the Web API is: a test's Slack keeps its files there too. */
  apiUrl: string
}

const TIMEOUT_MS = 20_000

/**
 * Downloads the files of a message with the bot's token, which goes to Slack's own hosts and nowhere else.
 * @throws FileProblem
 */
export async function download(
  files: readonly SlackFile[],
  options: DownloadOptions,
): Promise<OutgoingFile[]> {
  const found: OutgoingFile[] = []
  let total = 0
  for (const file of files) {
    const bytes = await one(file, options)
    total += bytes.byteLength
    if (total > FILES_BYTES)
      throw new FileProblem(file.name, `makes the message larger than ${size(FILES_BYTES)}`)
    found.push({
      name: file.name,
      contentType: file.contentType,
      data: Buffer.from(bytes).toString('base64'),
    })
  }
  return found
}

async function one(file: SlackFile, { outgoing, botToken, apiUrl }: DownloadOptions): Promise<Uint8Array> {
  const { name, url, bytes, contentType } = file
  if (url === undefined || !isSlacks(url, apiUrl))
    throw new FileProblem(name, 'is not kept by Slack; upload it to the thread instead of linking it')
  if (bytes !== undefined && bytes > FILE_BYTES)
    throw new FileProblem(name, `has ${size(bytes)}; at most ${size(FILE_BYTES)} can be sent`)
  let response: Response
  try {
    response = await outgoing(url, {
      method: 'GET',
      headers: { authorization: `Bearer ${botToken}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch {
    throw new FileProblem(name, 'could not be fetched from Slack')
  }
  // Without the scope files:read Slack answers with its sign-in page, and 200 or a redirect.
  const page =
    response.headers.get('content-type')?.startsWith('text/html') && !contentType.startsWith('text/html')
  if (response.status !== 200 || page === true) {
    await response.body?.cancel()
    throw new FileProblem(name, 'could not be fetched from Slack; the app needs the scope files:read')
  }
  return bounded(response, name)
}

async function bounded(response: Response, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.byteLength
      if (length > FILE_BYTES) throw new FileProblem(name, `is larger than ${size(FILE_BYTES)}`)
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof FileProblem ? error : new FileProblem(name, 'could not be fetched from Slack')
  }
  return Buffer.concat(chunks)
}

/** Whether an address is one of Slack's own, over https; or of the server that stands in for Slack. */
export function isSlacks(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, host } = new URL(url)
  const api = new URL(apiUrl)
  if (api.hostname !== 'slack.com' && host === api.host) return true
  return (
    protocol === 'https:' &&
    (hostname === 'slack.com' || /\.(slack\.com|slack-files\.com)$/.test(`.${hostname}`))
  )
}
