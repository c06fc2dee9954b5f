// The browser for whatsapp-web.js is the operator's own (WHATSAPP_WEB_BROWSER); nothing is downloaded on install.
module.exports = { skipDownload: true }
