/** Limits of WhatsApp and of the three ways to it. Lengths are in UTF-16 units, which never are fewer than the code points Meta counts. */

/** Longest text of one message, Cloud API. */
export const CLOUD_TEXT = 4096
/** Longest Body at Twilio; a longer one is refused with 21617. */
export const TWILIO_TEXT = 1600
/** WhatsApp's own clients take about 65,000; longer than this is folded away behind "Read more" several times. */
export const WEB_TEXT = 4096

/** Reply buttons of one message. */
export const BUTTONS = 3
export const BUTTON_TITLE = 20
export const BUTTON_ID = 256
/** Rows of one list, over all sections. */
export const ROWS = 10
export const ROW_TITLE = 24
export const ROW_ID = 200
/** The words on what opens a list. */
export const LIST_LABEL = 20
/** Text above buttons or a list. */
export const INTERACTIVE_TEXT = 1024
/** Words under a picture, a film or a document. */
export const CAPTION = 1024

/** Hours after the shopper's last message in which anything but a template may be sent. */
export const WINDOW_HOURS = 24

/** One business number may write to one person about once in so many seconds; a burst is borrowed from what follows. */
export const PAIR_SECONDS = 6

/** Largest files that WhatsApp takes, in bytes. */
export const FILE_BYTES = {
  image: 5 * 2 ** 20,
  audio: 16 * 2 ** 20,
  video: 16 * 2 ** 20,
  document: 100 * 2 ** 20,
}
/** Largest file of any kind that Twilio passes on, in bytes. */
export const TWILIO_FILE_BYTES = 16 * 2 ** 20

/** Meta collects up to 1000 updates in one webhook, of up to 3 MB. */
export const WEBHOOK_BYTES = 3 * 2 ** 20

/** Largest file of a shopper's that is shown to the people at the desk, in bytes. */
export const MEDIA_BYTES = 25 * 2 ** 20
