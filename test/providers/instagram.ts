import { InstagramDouble } from '../doubles/meta/instagram.ts'
import { expectTaken, type Provider } from './customer.ts'

const VERIFY = 'a-word-of-the-shop'

/** Instagram's messages. */
export async function instagramProvider(): Promise<Provider> {
  const double = new InstagramDouble()
  await double.start()
  return {
    settings: {
      META_APP_SECRET: double.graph.appSecret,
      META_VERIFY_TOKEN: VERIFY,
      META_GRAPH_VERSION: double.graph.version,
      INSTAGRAM_ACCOUNT_ID: double.account,
      INSTAGRAM_TOKEN: double.graph.token,
      INSTAGRAM_URL: double.graph.url,
    },
    hosts: [double.graph.host],
    async customer(server, number) {
      const id = String(5_000_000_000 + number)
      return {
        channel: 'instagram',
        async says(text) {
          await expectTaken(
            await double.graph.deliver(`${server}/channels/instagram/`, double.text(id, text)),
          )
        },
        async heard() {
          return double.shopper(id).shown.map((shown) => shown.text)
        },
      }
    },
    close: () => double.stop(),
  }
}
