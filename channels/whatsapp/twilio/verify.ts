import type { WebhookRequest } from '../../../src/contract/channel.ts'

type Validate = (
  token: string,
  header: string,
  url: string,
  params: Record<string, string | string[]>,
) => boolean

/** Twilio's own validator; loaded when the first webhook comes, without the rest of the package. */
let validator: Promise<Validate> | undefined

async function load(): Promise<Validate> {
  const { default: own } = await import('twilio/lib/webhooks/webhooks.js')
  return own.validateRequest
}

/**
 * Whether `X-Twilio-Signature` is the account's over the whole address, as Twilio called it (with or without the port), and the
 * sorted fields of the form.
 */
export async function signedByTwilio(
  authToken: string,
  { url, headers }: Pick<WebhookRequest, 'url' | 'headers'>,
  form: URLSearchParams,
): Promise<boolean> {
  const signature = headers['x-twilio-signature']
  if (signature === undefined || signature === '') return false
  const validate = await (validator ??= load())
  return validate(authToken, signature, url, grouped(form))
}

/** Fields by name; one that comes several times has all its values. */
function grouped(form: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(form.keys())]
  return Object.fromEntries(
    names.map((name) => {
      const values = form.getAll(name)
      return [name, values.length === 1 ? values[0]! : values]
    }),
  )
}
