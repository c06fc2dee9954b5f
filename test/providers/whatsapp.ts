import { WhatsAppCloudDouble } from '../doubles/meta/whatsapp.ts'
import { expectTaken, type Provider } from './customer.ts'

const VERIFY = 'a-word-of-the-shop'

/** WhatsApp by Meta's Cloud API. */
export async function whatsappProvider(): Promise<Provider> {
  const double = new WhatsAppCloudDouble()
  await double.start()
  let count = 0
  const numberOf = (number: number) => `49151${String(10_000_000 + number)}`
  return {
    settings: {
      META_APP_SECRET: double.appSecret,
      META_VERIFY_TOKEN: VERIFY,
      META_GRAPH_VERSION: double.version,
      WHATSAPP_CLOUD_PHONE_ID: double.phoneNumberId,
      WHATSAPP_CLOUD_TOKEN: double.token,
      WHATSAPP_CLOUD_URL: double.url,
    },
    hosts: [double.host],
    async customer(server, number) {
      const from = numberOf(number)
      return {
        channel: 'whatsapp',
        async says(text) {
          const message = {
            from,
            id: `wamid.customer${number}x${++count}`,
            timestamp: String(Math.floor(Date.now() / 1000)),
            type: 'text',
            text: { body: text },
          }
          const value = {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '15550001111', phone_number_id: double.phoneNumberId },
            contacts: [{ wa_id: from, profile: { name: 'Ida' } }],
            messages: [message],
          }
          const body = {
            object: 'whatsapp_business_account',
            entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
          }
          await expectTaken(await double.deliver(`${server}/channels/whatsapp/cloud`, body))
        },
        async heard() {
          const own = double.sent.filter(({ body }) => body.to === from)
          return own.map(({ body }) => textOf(body))
        },
      }
    },
    close: () => double.stop(),
  }
}

function textOf(body: Record<string, unknown>): string {
  const text = body.text as { body: string } | undefined
  const interactive = body.interactive as { body: { text: string } } | undefined
  return text?.body ?? interactive?.body.text ?? JSON.stringify(body)
}
