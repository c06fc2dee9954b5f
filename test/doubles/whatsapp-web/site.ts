/** Version that whatsapp-web.js asks its cache for before it asks WhatsApp. */
export const VERSION = '2.3000.1017054665'

/**
 * A page in the place of web.whatsapp.com, for a real browser: it has the parts that whatsapp-web.js looks for on its way from the code to
 * the first message. It shows two codes, is "scanned" by itself, and then somebody writes.
 */
export const site = `<!doctype html><meta charset="utf-8"><title>WhatsApp</title><script>
const emitter = () => {
  const all = {}
  return {
    on: (names, work) => (all[names] ??= []).push(work),
    once: () => {}, off: () => {}, get: () => undefined,
    emit: (name, ...words) => (all[name] ?? []).forEach((work) => work(...words)),
  }
}
const Socket = Object.assign(emitter(), { state: 'UNPAIRED' })
const Conn = Object.assign(emitter(), { ref: 'ref-one', serialize: () => ({ platform: 'android', pushname: 'Shop' }) })
const Msg = emitter()
const bytes = new Uint8Array(4)
const modules = {
  WAWebSocketModel: { Socket },
  WAWebCmd: { Cmd: Object.assign(emitter(), { refreshQR() {} }) },
  WAWebConnModel: { Conn },
  WAWebOfflineHandler: { OfflineMessageHandler: { getOfflineDeliveryProgress: () => 100 } },
  WABase64: { encodeB64: () => 'AAAA' },
  WAWebCompanionRegClientUtils: { DEVICE_PLATFORM: '1' },
  WAWebUserPrefsInfoStore: { waNoiseInfo: { get: async () => ({ staticKeyPair: { pubKey: bytes } }) } },
  WAWebSignalStoreApi: {
    waSignalStore: { getRegistrationInfo: async () => ({ identityKeyPair: { pubKey: bytes } }) },
  },
  WAWebUserPrefsMultiDevice: { getADVSecretKey: () => 'secret' },
  WAWebUserPrefsMeUser: {
    getMaybeMePnUser: () => ({ user: '15550001111', server: 'c.us', _serialized: '15550001111@c.us' }),
  },
  WAWebCollections: { Msg, Chat: emitter() },
  WAWebSyncGatingUtils: {},
  WALinkify: { findLinks: () => [] },
}
window.require = (name) => modules[name]
window.Debug = { VERSION: '${VERSION}' }
const chat = '447700900123@c.us'
const data = {
  id: { fromMe: false, remote: chat, id: 'AAAA', _serialized: 'false_' + chat + '_AAAA' },
  from: { _serialized: chat }, to: { _serialized: '15550001111@c.us' },
  type: 'chat', body: 'Passt Größe 43? 🥾', t: 1772998024, notifyName: 'Ada',
}
const steps = [
  [() => window.onQRChangedEvent, () => Conn.emit('change:ref', Conn, 'ref-two')],
  [() => window.onAppStateHasSyncedEvent, () => Socket.emit('change:hasSynced')],
  // The last of what the package exposes, so that it listens by then.
  [() => window.WWebJS && window.onPollVoteEvent, () => Msg.emit('add', { ...data, isNewMsg: true, serialize: () => ({ ...data }) })],
]
setInterval(() => {
  if (steps.length > 0 && steps[0][0]()) setTimeout(steps.shift()[1], 600)
}, 300)
</script>`
